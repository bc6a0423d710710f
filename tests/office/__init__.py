"""Workbooks in a real spreadsheet program: `make test-office`, which needs LibreOffice."""
