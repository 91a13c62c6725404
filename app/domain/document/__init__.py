"""The licence as a document: composed once from facts, frozen as plain data, and named by its hash."""
