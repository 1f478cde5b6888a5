"""Side-by-side measurements of Dropslot; ``python -m bench`` runs them."""
