"""What CLDR's labels lack: everyday words for a motif, as `Spanish|Portuguese|English`, commas between them.

A subject without a picture of its own takes the nearest sensible one (a capybara is a beaver, a lighthouse shines).
"""

from backend.local.designer.lexicon.motifs.activities import ACTIVITIES
from backend.local.designer.lexicon.motifs.animals import ANIMALS
from backend.local.designer.lexicon.motifs.food import FOOD
from backend.local.designer.lexicon.motifs.ideas import IDEAS
from backend.local.designer.lexicon.motifs.nature import NATURE
from backend.local.designer.lexicon.motifs.people import PEOPLE
from backend.local.designer.lexicon.motifs.things import THINGS

CURATED: dict[str, str] = {**ANIMALS, **FOOD, **NATURE, **PEOPLE, **ACTIVITIES, **THINGS, **IDEAS}
