"""The demo's people, prisons and accounts: plainly fictional, and the same every time.

Telephone numbers are in the ranges that Ofcom keeps for drama, e-mail addresses at example.com.
Surnames such as Przykładowski, Örnek, Ví Dụ and Enghraifft mean "example" in their languages.
"""
