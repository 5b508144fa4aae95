"""Documents as a contact gets them."""
