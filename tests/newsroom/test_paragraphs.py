"""The ids of a story's paragraphs: made of their words, so that a place and what is new can be named."""

import re

from newsroom.markup import paragraph_ids, paragraphs, story_html

STORY = "It was dark.\n\nThen came light.\n\n- one\n- two\n\n> Said.\n\n## Later\n\nIt was dark."


def ids(source):
    return list(paragraphs(story_html(source)))


def test_every_block_of_text_has_an_id_and_headings_keep_theirs():
    html = story_html(STORY)
    assert re.findall(r"<(\w+) id=\"p-", html) == ["p", "p", "ul", "blockquote", "p"]
    assert '<h2 id="in-story-later">' in html
    assert paragraph_ids(html) == set(ids(STORY))


def test_an_id_is_made_of_the_words_and_of_nothing_else():
    dark, light, *_others = ids(STORY)
    assert ids(f"A new one.\n\n{STORY}")[1:3] == [dark, light]
    assert ids("Then   *came*\nlight.") == [light]
    assert ids("Then came the light.") != [light]


def test_what_is_said_twice_has_two_ids():
    first, *_others, again = ids(STORY)
    assert again == f"{first}-2"


def test_a_note_put_in_above_leaves_the_paragraphs_below_what_they_were():
    with_one = ids("Plain.\n\nNoted[^b].\n\n[^b]: Why.")
    with_two = ids("Plain[^a].\n\nNoted[^b].\n\n[^a]: Because.\n[^b]: Why.")
    assert with_one == with_two


def test_a_paragraph_is_called_by_its_first_words():
    long = " ".join(f"word{number}" for number in range(300))
    said = paragraphs(story_html(f"**Fish** & *chips* <b>are</b> 1 < 2.\n\n{long}\n\n| a | b |\n|---|---|\n| c | d |"))
    assert list(said.values()) == [
        "Fish & chips are 1 < 2.",
        "word0 word1 word2 word3 word4 word5 word6 word7…",
        "a",
    ]


def test_a_paragraph_is_not_called_by_what_follows_it():
    assert list(paragraphs(story_html(STORY)).values()) == [
        "It was dark.", "Then came light.", "one", "Said.", "It was dark.",
    ]  # fmt: skip


def test_words_that_look_like_a_paragraph_are_none():
    html = story_html('`<p id="p-abcdef">` and "<p id=p-abcdef>" [x](/a "<p id=\'p-abcdef\'>")')
    assert len(paragraphs(html)) == 1


def test_a_story_rendered_before_paragraphs_had_ids_has_none():
    assert paragraphs("<p>Old.</p><p>Older.</p>") == {}
