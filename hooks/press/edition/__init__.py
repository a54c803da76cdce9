"""A bulletin's edition on paper: from the site's values to print sheets, the shop's files and the ledger."""
