"""Other engines' rankings of the same documents, for `cargo xtask bench knowledge`.

Reads {"language", "documents", "questions"} and writes [{"name", "first"}]: for each question the number of the document
that the engine ranks first, or null. Each engine as it comes, with what its documentation advises for the language.
"""

import json
import re
import sqlite3
import sys

import bm25s
import Stemmer
import tantivy

STEMMERS = {"en": "english", "de": "german", "ru": "russian", "tr": "turkish", "ar": "arabic", "fr": "french", "es": "spanish"}
HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def words(text):
    return re.findall(r"\w+", text.lower())


def stems(language):
    """Words without their endings; pairs of characters where writing has no spaces."""
    stemmer = Stemmer.Stemmer(STEMMERS[language]) if language in STEMMERS else None

    def cut(text):
        cut_words = []
        for word in words(text):
            if HAN.search(word):
                cut_words += [word[at : at + 2] for at in range(max(len(word) - 1, 1))]
            else:
                cut_words.append(stemmer.stemWord(word) if stemmer else word)
        return cut_words

    return cut


def grams(text, length=4):
    """Every four characters of words with their ends marked; pairs of characters where writing has no spaces."""
    cut = []
    for word in words(text):
        size, marked = (2, word) if HAN.search(word) else (length, f" {word} ")
        cut += [marked[at : at + size] for at in range(max(len(marked) - size + 1, 1))]
    return cut


def by_bm25s(cut):
    def rank(documents, questions):
        retriever = bm25s.BM25()
        retriever.index([cut(text) for text in documents], show_progress=False)
        found = []
        for question in questions:
            tokens = [token for token in cut(question) if token in retriever.vocab_dict]
            if not tokens:
                found.append(None)
                continue
            numbers, _ = retriever.retrieve([tokens], k=1, show_progress=False)
            found.append(int(numbers[0][0]))
        return found

    return rank


def by_tantivy(documents, questions):
    schema = tantivy.SchemaBuilder().add_text_field("text").add_integer_field("number", stored=True).build()
    index = tantivy.Index(schema)
    writer = index.writer(num_threads=1)
    for number, text in enumerate(documents):
        writer.add_document(tantivy.Document(text=text, number=number))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    found = []
    for question in questions:
        hits = searcher.search(index.parse_query(" ".join(words(question)), ["text"]), 1).hits
        found.append(searcher.doc(hits[0][1])["number"][0] if hits else None)
    return found


def by_fts5(documents, questions):
    database = sqlite3.connect(":memory:")
    database.execute("create virtual table passages using fts5(text, tokenize = 'trigram')")
    database.executemany("insert into passages (rowid, text) values (?, ?)", enumerate(documents))
    found = []
    for question in questions:
        threes = {word[at : at + 3] for word in words(question) for at in range(len(word) - 2)}
        asked = " or ".join(f'"{three}"' for three in sorted(threes)).replace(" or ", " OR ")
        query = "select rowid from passages where passages match ? order by rank limit 1"
        row = database.execute(query, (asked,)).fetchone() if asked else None
        found.append(row[0] if row else None)
    return found


def main():
    data = json.load(sys.stdin)
    engines = {
        "bm25s, stems": by_bm25s(stems(data["language"])),
        "bm25s, 4-grams": by_bm25s(grams),
        "SQLite FTS5, trigrams": by_fts5,
        "tantivy, defaults": by_tantivy,
    }
    ranked = [{"name": name, "first": rank(data["documents"], data["questions"])} for name, rank in engines.items()]
    json.dump(ranked, sys.stdout)


main()
