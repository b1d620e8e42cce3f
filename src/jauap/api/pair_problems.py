"""What does somebody read when nothing could be done with a pair?"""

from jauap.api.problem import make_problem

PAIR_PROBLEMS = (
    make_problem(
        403,
        "own_pair",
        (
            "Өзіңіз жазған немесе түзеткен жұпты өзіңіз бекіте алмайсыз.",
            "Басқа қызметкерден қарап шығуды сұраңыз.",
        ),
        (
            "Пару, которую вы писали или правили, вы сами подтвердить не можете.",
            "Попросите об этом другого сотрудника.",
        ),
        (
            "You wrote or edited this pair, so you cannot confirm it yourself.",
            "Ask a colleague to do it.",
        ),
    ),
    make_problem(
        409,
        "pair_state_wrong",
        ("Жұптың қазіргі күйінде бұл қадам мүмкін емес.", "Жұпты қайта ашып, күйін қараңыз."),
        ("В нынешнем состоянии пары этот шаг невозможен.", "Откройте пару заново."),
        ("This step is not possible as the pair stands now.", "Open the pair again."),
    ),
    make_problem(
        409,
        "question_taken",
        (
            "Дәл осы сұраққа жұп бар.",
            "Сұрақты басқаша жазыңыз немесе сол жұпты түзетіңіз.",
        ),
        (
            "На этот самый вопрос уже есть пара.",
            "Сформулируйте вопрос иначе или исправьте ту пару.",
        ),
        (
            "Another pair asks this very question.",
            "Word the question differently, or edit that pair.",
        ),
    ),
    make_problem(
        422,
        "quote_not_found",
        (
            "Дереккөзде мұндай сөз жоқ, немесе ол индексте емес.",
            "Дәйексөзді табылған үзіндіден сол күйінде көшіріңіз.",
        ),
        (
            "В источнике нет этих слов, или его нет в индексе.",
            "Скопируйте цитату из найденного фрагмента без изменений.",
        ),
        (
            "The source does not hold these words, or is not in the index.",
            "Copy the quote from a passage that was found, as it stands.",
        ),
    ),
    make_problem(
        422,
        "personal_data",
        (
            "Мәтінде ЖСН, карта не құжат нөмірі бар.",
            "Жеке деректі алып тастап, қайта жіберіңіз.",
        ),
        (
            "В тексте есть ИИН, номер карты или документа.",
            "Уберите личные данные и отправьте снова.",
        ),
        (
            "The text holds an IIN or the number of a card or document.",
            "Take the personal data out and send it again.",
        ),
    ),
    make_problem(
        422,
        "expiry_passed",
        ("Жұптың соңғы күні өтіп кеткен.", "Кейінгі күнді жазыңыз немесе өрісті босатыңыз."),
        ("Последний день действия пары уже прошёл.", "Укажите позднюю дату или очистите поле."),
        ("The pair's last day has passed.", "Give a later day, or leave the field empty."),
    ),
    make_problem(
        422,
        "pairs_faulty",
        (
            "Файлдың кейбір жолдары қате, сондықтан ештеңе енгізілмеді.",
            "faults тізіміндегі жолдарды түзетіп, файлды қайта жіберіңіз.",
        ),
        (
            "Некоторые строки файла неверны, поэтому ничего не внесено.",
            "Исправьте строки из списка faults и отправьте файл снова.",
        ),
        (
            "Some rows of the file are wrong, so nothing was taken.",
            "Correct the rows listed in `faults` and send the file again.",
        ),
    ),
)
"""Problems of pairs."""
