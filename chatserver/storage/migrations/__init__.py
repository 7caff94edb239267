"""Which steps lead a database from one version's tables to the next one's?"""
