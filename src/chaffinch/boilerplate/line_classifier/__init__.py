"""The line model: boilerplate by how a line looks and what is around it."""
