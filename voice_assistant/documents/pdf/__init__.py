"""PDF: what stands where on a page, and what that makes of it."""
