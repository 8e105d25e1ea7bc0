"""How two documents that share most of their letters are related: one text, versions, a quotation, or none."""
