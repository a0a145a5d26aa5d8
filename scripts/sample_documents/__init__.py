"""Builds the sample workspace: readable sources in, DOCX, HWPX and PDF out. Standard library only."""
