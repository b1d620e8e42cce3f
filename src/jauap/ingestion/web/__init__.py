"""How is a document of the web fetched: politely, bounded, never from our own network?"""
