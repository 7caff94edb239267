"""How does a table become a workbook beside the server's own work: in a process of its own?"""
