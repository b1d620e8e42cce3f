"""The report of a run: figures first, then the page that shows them."""
