"""How people ask for another persona, and how they speak of the same things without asking for it."""

from __future__ import annotations

SWITCHES = """
pirate | Now like a pirate.
pirate | Talk like a pirate.
pirate | Okay, now talk like a pirate, please.
pirate | Could you answer as a pirate from now on?
pirate | Be a pirate.
pirate | Pirate mode, please.
pirate | Switch to the pirate.
pirate | I'd like you to speak like a pirate.
pirate | Say it like a pirate!
pirate | Can we do the pirate again?
pirate | Let's have the pirate.
pirate | And now as a sailor.
pirate | Would you mind talking like a pirate?
pirate | Go full pirate.
pirate | You're a pirate now.
pirate | Talk to me like you're a pirate.
pirate | Turn into a pirate.
pirate | Do it in a pirate voice.
yoda | Be Yoda.
yoda | Now like Yoda.
yoda | Talk like Yoda, please.
yoda | Answer like Master Yoda would.
yoda | Switch to Yoda.
yoda | I want to talk to Yoda.
yoda | Can you do Yoda?
yoda | Do your Yoda voice.
yoda | Pretend to be Yoda for a while.
yoda | Become Yoda.
yoda | Explain it like Yoda.
yoda | Use the Yoda persona.
yoda | Bring back Yoda.
teacher | Talk like a teacher.
teacher | Be my teacher.
teacher | Switch to the teacher, please.
teacher | Act as a teacher.
teacher | Explain like a teacher.
teacher | Now as a professor.
teacher | Teacher mode.
teacher | Can I talk to the teacher?
teacher | I need the teacher.
teacher | Give me the teacher.
teacher | Hey, be a teacher now.
storyteller | Be a storyteller.
storyteller | Switch to the storyteller.
storyteller | Talk like a narrator.
storyteller | Now like a story teller.
storyteller | Storyteller, please.
storyteller | Change to storyteller mode.
storyteller | I want the bard.
storyteller | Go to the storyteller.
comedian | Be a comedian.
comedian | Talk like a stand-up comedian.
comedian | Now like a comedian.
comedian | Be unhinged.
comedian | Unhinged mode.
comedian | Switch to the comedian.
comedian | Be funny.
comedian | Can you be a clown?
comedian | Answer as a comic.
conspiracy-parody | Talk like a conspiracy theorist.
conspiracy-parody | Conspiracy mode, please.
conspiracy-parody | Be a conspiracy nut.
conspiracy-parody | Now like a conspiracy theorist.
conspiracy-parody | Switch to conspiracy parody.
interviewer | Be an interviewer.
interviewer | Switch to the interviewer.
interviewer | Act like a reporter.
interviewer | Talk like a talk show host.
interviewer | Play the journalist.
interviewer | Can you play an interviewer?
language-tutor | Be my language tutor.
language-tutor | Switch to the language tutor.
language-tutor | Language tutor mode.
language-tutor | Let me talk to the language teacher.
translator | Switch to the translator.
translator | Be an interpreter.
translator | Translator mode on.
translator | Act as my interpreter.
detailed-translator | Use the detailed translator.
detailed-translator | Switch to detailed translator mode.
caption-reader | Be a caption reader.
meeting-scribe | Be a secretary.
meeting-scribe | Switch to the meeting scribe.
coder | Talk to me as a programmer.
coder | Switch to coder.
coder | Be a software engineer.
coder | Coder mode.
assistant | Back to normal.
assistant | Go back to normal, please.
assistant | Be yourself again.
assistant | Okay, normal voice again.
assistant | Talk normally.
assistant | Stop being a pirate.
assistant | Enough of Yoda.
assistant | Stop talking like that.
assistant | Switch back to the assistant.
assistant | That's enough pirate for today.
assistant | Just be you again.
assistant | No more teacher, please.
assistant | You can stop the pirate thing now.
"""
"""100 wishes: the persona, and what was said. The config's own persona is "assistant"."""

ORDINARY = """
What do pirates eat?
Tell me a joke about a pirate.
How did pirates talk to each other?
My daughter is dressed up as a pirate.
I talked like a pirate all day yesterday.
Why does everybody talk like a pirate in September?
Is it hard to talk like a pirate?
He wants to be a pirate when he grows up.
Play the pirate song from that film.
Was Blackbeard a real pirate?
The sailor went back to his ship.
I don't like pirate films.
Who played Yoda?
How old is Yoda?
What would Yoda say about patience?
Yoda talks backwards, doesn't he?
I saw a film with Yoda in it.
Does Yoda have a first name?
My teacher talks too fast.
How do I become a teacher?
I want to be a teacher.
What does a teacher earn?
Write a letter to my teacher.
My teacher told me to be myself.
Can you help me talk to my teacher?
I have to call the teacher tomorrow.
Is there a teacher for the violin near here?
The teacher was funny today.
Do you think teachers should be strict?
I am meeting the professor at ten.
Tell me a story about a teacher.
Who was the best storyteller of all time?
What makes a good storyteller?
The narrator of the book is a cat.
My grandfather was a great storyteller.
I listened to a comedian last night.
Which comedian is from Leeds?
Tell me something funny.
That was funny.
Is that a funny story?
Why are clowns scary?
I'm afraid of clowns.
What is a conspiracy?
Are there people who believe in conspiracy theories?
My uncle is a conspiracy theorist.
How do I talk to a conspiracy theorist?
Is it a conspiracy?
I have an interview on Monday.
How should I talk to the interviewer?
What will the interviewer ask me?
The reporter asked me about the flood.
I would like to become a journalist.
Who is the host of that talk show?
How much does a language tutor cost?
I'm looking for a language tutor in Paris.
My language teacher is from Seoul.
Where can I find an interpreter?
Is Google a good translator?
What is the best translator for Korean?
I worked as a translator for ten years.
The translator made a mistake on page three.
How do I get to be a translator?
My secretary is ill.
Could you tell my secretary to call back?
Is secretary a good job?
I work as a programmer.
What does a software engineer do all day?
My brother is a coder.
Programmers like coffee.
How do I talk to developers?
Is it normal to be tired in spring?
What is a normal heart rate?
When will the trains be back to normal?
Things are back to normal at work.
I feel like myself again.
How can I be more like my old self?
Should I just be myself?
Be careful.
Be quick.
Be honest, is it going to rain?
Talk to me about pirates.
Talk about the teacher in that book.
Like what?
I like pirates.
I'd like a pirate hat.
I would like to see the pirate museum.
Switch off the light.
Switch to the news.
Change the subject.
Change the voice message on my phone.
Use less salt.
Use a pirate flag as the background.
Now what?
And now the weather.
Stop the washing machine.
Enough about me.
Give me a recipe for a pirate party.
What mode is the camera in?
Put the pirate costume on my shopping list.
Say hello to my teacher.
"""
"""100 sentences that mention personas and ask for none."""


def switches() -> list[tuple[str, str]]:
    """What was said, with the name of the persona that is wanted."""
    rows = (line.split(" | ") for line in SWITCHES.strip().splitlines())
    return [(said, name) for name, said in rows]


def ordinary() -> list[str]:
    return ORDINARY.strip().splitlines()
