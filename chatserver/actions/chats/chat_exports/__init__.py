"""How does an employee take the list of chats along as a workbook? (requirement 162)"""
