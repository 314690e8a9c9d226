"""Values that are imported or made when they are first needed."""

import json
import subprocess
import sys

from backend.framework.lazy import Lazy, LazyModule, get_value


def test_it_is_made_once_when_it_is_first_asked_for() -> None:
    made = iter(([1], [2]))
    value = Lazy(lambda: next(made))
    assert (value.get(), value.get(), next(made)) == ([1], [1], [2])


def test_a_value_that_is_none_is_made_once_too() -> None:
    made: list[int] = []
    value = Lazy(lambda: made.append(1))
    assert (value.get(), value.get(), made) == (None, None, [1])


def test_other_values_are_given_as_they_are() -> None:
    assert get_value("a") == "a"
    assert get_value(Lazy(lambda: "b")) == "b"


def test_a_module_is_imported_when_a_name_of_it_is_asked_for() -> None:
    """Naming it imports nothing."""
    program = (
        "import json, sys\n"
        "from backend.framework.lazy import LazyModule\n"
        "name = LazyModule('backend.domain.shared.money').CURRENCIES\n"
        "before = 'backend.domain.shared.money' in sys.modules\n"
        "print(json.dumps([name.name, before, 'USD' in name.get()]))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == ["CURRENCIES", False, True]


def test_the_table_of_operations_imports_no_handler() -> None:
    """Nor pydantic: what only some requests need waits for them."""
    program = (
        "import json, sys\n"
        "from backend.api.routes import OPERATIONS\n"
        "late = ('pydantic.main', 'botocore', 'backend.api.handlers', 'backend.domain.products', 'backend.adapters')\n"
        "print(json.dumps([len(OPERATIONS) > 40, sorted(name for name in sys.modules if name.startswith(late))]))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [True, []]


def test_each_name_is_a_value_of_its_own() -> None:
    module = LazyModule("json")
    assert module.loads.get() is json.loads
    assert module.loads.name == "loads"
