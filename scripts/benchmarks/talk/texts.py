"""What the assistant says while it is measured: plain prose in sentences of all lengths."""

SENTENCES = (
    "The lighthouse was built in a single summer.",
    "It stands on a rock that the sea covers twice a day, and whoever wants to go there has to wait for low tide.",
    "Nobody has lived in it for forty years.",
    "Still, every evening the lamp is lit by a small machine, and the light turns until the morning.",
    "Bread needs four things: flour, water, salt and time.",
    "If you have no time, a little yeast helps, but the crust will not be the same.",
    "Let the dough rest until it has doubled, fold it, and let it rest again.",
    "The first railway in the valley carried slate, not people.",
    "Later on, visitors came for the view, and the company added two carriages with wooden benches.",
    "Yes.",
    "That depends on what you want to do with it.",
    "A good knife is sharp, heavy enough to work by itself, and easy to clean.",
    "Cats sleep for about fifteen hours a day, mostly in short naps, because hunting takes a great deal of strength.",
    "The name of the street comes from a family of glove makers.",
    "Water boils at a lower temperature on a mountain, so potatoes take longer to cook up there.",
    "In spring the river rises by two metres and the lower path is closed.",
    "You could take the bus at half past nine, change at the market square, and be there before eleven.",
    "Most people find the second chapter harder than the first.",
    "There are three ways to do it, and none of them is quick.",
    "The oldest tree in the park was planted when the house was finished, more than two hundred years ago.",
    "Paper is made of wood, old clothes, or other paper.",
    "Listen to the engine before you decide.",
    "When the wind comes from the north, you can hear the bells of the next village.",
    "She wrote her first book in a kitchen, on the backs of bills, while the soup was on the stove.",
    "A cloud can weigh as much as a hundred elephants, and yet it does not fall.",
    "I would begin with the windows.",
    "The museum is free on the first Sunday of each month, but you have to book a place for the tower.",
    "Honey does not go bad.",
    "Two of the five bridges were rebuilt after the flood, and the others were made higher.",
    "So the short answer is no, and the long answer is that it was tried and nobody liked it.",
)


def prose(seconds: float, first: int = 0) -> str:
    """About as long when it is said; it begins with sentence `first`."""
    text, number = "", first
    while len(text) < seconds * 15:
        text += SENTENCES[number % len(SENTENCES)] + " "
        number += 1
    return text.strip()
