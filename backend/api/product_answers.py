"""Products as callers see them. Apart from answers.py: a page of products needs no models of jobs."""

from pydantic import Field

from backend.domain.products.models import Listing, Product
from backend.domain.products.shop import ProductView
from backend.domain.shared.schemas import Answer, OmitNone


class ProductWithListing(Answer):
    product: Product
    listing: Listing
    warnings: OmitNone[list[str]] = Field(default=None, description="What could not be typeset.")


def show_product(shown: ProductView) -> ProductWithListing:
    return ProductWithListing(product=shown.product, listing=shown.listing, warnings=list(shown.warnings) or None)
