"""An idea becomes a brief, a picture, a product and its listing; and what an owner does with them."""
