"""The nouns of the domain as pydantic models, shared by storage, pipeline and HTTP."""

from backend.forge.models.brief import KINDS, Brief, Kind
from backend.forge.models.chat import Conversation, Message, Passage, Usage
from backend.forge.models.fields import Answer, Given, Input, Maybe, example
from backend.forge.models.product import (
    Design,
    DesignPackage,
    Listing,
    ListingStatus,
    Media,
    Product,
    ProductStatus,
    StoredProduct,
)

__all__ = [
    "KINDS",
    "Answer",
    "Brief",
    "Conversation",
    "Design",
    "DesignPackage",
    "Given",
    "Input",
    "Kind",
    "Listing",
    "ListingStatus",
    "Maybe",
    "Media",
    "Message",
    "Passage",
    "Product",
    "ProductStatus",
    "StoredProduct",
    "Usage",
    "example",
]
