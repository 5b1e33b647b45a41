"""What a resident means: language, emergency, place, topic. One multilingual model for every language.

In: a message's text (and the conversation's language). Out: intent, topic, ranking, places, emergency.
Next: Rasa's rules, then actions/. Each Rasa component is a thin wrapper; the thinking is a pure function.
"""
