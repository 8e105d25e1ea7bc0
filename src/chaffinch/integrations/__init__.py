"""Steps for pipelines of others, one file each."""
