"""What makes the text models of the stand-in use tools: read a request, choose a tool, fill in its input, tell.

    plan.decide     the conversation so far -> the next call, or what to say
    steps, values   a request -> its parts, and the amounts, ids and quotations in it
    history         messages -> the request, and what its calls gave
    matching        a part of the request -> the tool whose name, description and schema speak of it
    arguments       a tool's schema -> the input that request and results give
    schema_fit      any value -> one that the schema accepts
    telling         results -> an answer in the language of the request

It knows the caller's tools by what the caller sent, and three languages by vocabulary.py.
"""
