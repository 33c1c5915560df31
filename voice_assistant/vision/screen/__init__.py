"""Pictures of the screen: one interface, one file per way to them."""
