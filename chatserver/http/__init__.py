"""What have all HTTP doors in common: problems, headers, request ids, probes, pages?"""
