"""The map of the product. A module imports only from a smaller number.

0  settings, language     what the operator chose; words, numbers and dates for a locale
0  kept                   what was made is kept for the next who asks
1  catalogue              what columns mean: measures, dimensions, facts
   links                  sealed links, decks, sessions and the log, in a database of their own
   lettering              how wide words are, in the type face of every picture
2  selection              what an address means: View and Selection
   rollups                what activities add up to, and which of them a list shows, in memory
3  warehouse              where data live: a release, its queries and their contracts
   reader                 who reads, and how far: what a link holds and what is in its scope
4  chart                  Chart, Page, Answer; answer() and explain()
5  figures, content       how a mark looks; which charts and pages there are
6  exports, changes       Answer -> file; what moved between two releases
   preview                the picture that a pasted link shows of itself
   snapshots              Answer -> the words that go with it everywhere, and a picture
   chrome                 an installed browser, kept warm: finishes pictures and prints documents
7  slides                 figures -> PowerPoint, with charts that can be edited
   decks                  the figures of a deck on its release, and what another release changes
8  ui                     the only place that imports dash and flask

`ingest` stands beside the app: it makes releases, and nothing imports it.
"""
