"""What can be said to a Korean dictation. A particle on the word ("쉼표는") makes it talk about commas."""

from __future__ import annotations

from .spoken import Command, Kind, Need, Speech, words

SPEECH = Speech(
    (
        Command(Kind.AFTER, ",", ("쉼표", "콤마"), not_before=words("하나 두 키 다음에 뒤에 앞에")),
        Command(Kind.AFTER, ".", ("마침표", "온점"), not_before=words("하나 두 키 뒤에")),
        Command(Kind.AFTER, "?", ("물음표",), not_before=words("하나 두 키 뒤에")),
        Command(Kind.AFTER, "!", ("느낌표",), not_before=words("하나 두 키 뒤에")),
        Command(Kind.AFTER, ":", ("쌍점", "콜론"), not_before=words("하나 두 키 뒤에")),
        Command(Kind.AFTER, ";", ("쌍반점", "세미콜론"), not_before=words("하나 두 키 뒤에")),
        Command(Kind.OPEN, '"', ("따옴표 열기", "따옴표 열고", "여는 따옴표")),
        Command(Kind.CLOSE, '"', ("따옴표 닫기", "따옴표 닫고", "닫는 따옴표")),
        Command(Kind.OPEN, "(", ("괄호 열기", "괄호 열고", "여는 괄호")),
        Command(Kind.CLOSE, ")", ("괄호 닫기", "괄호 닫고", "닫는 괄호")),
        Command(Kind.TIGHT, "-", ("하이픈", "붙임표"), not_before=words("하나 키")),
        Command(Kind.BREAK, "\n\n", ("새 문단", "새 단락", "문단 바꿈", "다음 문단"), not_before=words("하나 시작")),
        Command(
            Kind.BREAK, "\n", ("새 줄", "줄 바꿈", "줄바꿈", "다음 줄", "줄 바꾸기"), not_before=words("하나 문자 키")
        ),
        Command(Kind.LITERAL, "", ("글자 그대로",)),
        Command(Kind.DROP, "", ("방금 취소", "방금 말 취소", "실행 취소", "지워 줘", "지워줘"), need=Need.ALONE),
        Command(Kind.KEY, "Enter", ("엔터 키 누르기", "엔터 눌러", "엔터 눌러 줘", "엔터 누르기"), need=Need.END),
    ),
    not_after=words("이 그 저 한 두 세 여러 모든 어떤 무슨 단어 기호 문자 그냥"),
)
