"""What do those who sign in, or look after the staff, read when something fails?"""

from jauap.api.problem import make_problem

STAFF_PROBLEMS = (
    make_problem(
        401,
        "sign_in_wrong",
        ("Логин немесе құпиясөз қате.", "Тексеріп, қайта енгізіңіз немесе әкімшіге жазыңыз."),
        ("Неверный логин или пароль.", "Проверьте и введите снова или напишите администратору."),
        ("Login or password is wrong.", "Check both and try again, or ask an administrator."),
    ),
    make_problem(
        429,
        "locked_out",
        (
            "Құпиясөз он рет қате енгізілді, кіру уақытша жабық.",
            "Retry-After көрсеткен секундтан кейін қайталаңыз немесе жаңа шақыру сұраңыз.",
        ),
        (
            "Пароль введён неверно десять раз, вход временно закрыт.",
            "Повторите через число секунд из Retry-After или попросите новое приглашение.",
        ),
        (
            "The password was wrong ten times, so signing in is closed for a while.",
            "Repeat after the seconds given in Retry-After, or ask for a new invitation.",
        ),
    ),
    make_problem(
        404,
        "invitation_unknown",
        (
            "Шақыру сілтемесі жарамсыз: пайдаланылған немесе ескірген.",
            "Әкімшіден жаңа шақыру сұраңыз.",
        ),
        (
            "Ссылка-приглашение не действует: использована или устарела.",
            "Попросите у администратора новое приглашение.",
        ),
        (
            "The invitation's link does not work: it was used, or is too old.",
            "Ask an administrator for a new invitation.",
        ),
    ),
    make_problem(
        422,
        "password_weak",
        (
            "Бұл құпиясөзді табу оңай.",
            "Кемінде 12 таңбалы, тек өзіңіз білетін бірнеше сөзден тұратын құпиясөз таңдаңыз.",
        ),
        (
            "Этот пароль легко подобрать.",
            "Выберите не менее 12 символов: несколько слов, которые знаете только вы.",
        ),
        (
            "This password is easy to guess.",
            "Choose at least 12 characters: a few words that only you know.",
        ),
    ),
    make_problem(
        403,
        "account_unknown",
        (
            "Бұл аккаунтпен ешкім шақырылмаған.",
            "Әкімшіден осы электрондық поштаға шақыру сұраңыз.",
        ),
        (
            "С этой учётной записью никто не приглашён.",
            "Попросите администратора пригласить вас по этому адресу электронной почты.",
        ),
        (
            "Nobody was invited with this account.",
            "Ask an administrator to invite you by this e-mail address.",
        ),
    ),
    make_problem(
        403,
        "provider_refused",
        (
            "Сыртқы кіру жүйесі сізді растамады.",
            "Кіруді басынан бастаңыз немесе логин мен құпиясөзді қолданыңыз.",
        ),
        (
            "Внешняя система входа не подтвердила вас.",
            "Начните вход сначала или используйте логин и пароль.",
        ),
        (
            "The identity provider did not confirm you.",
            "Start signing in anew, or use login and password.",
        ),
    ),
    make_problem(
        409,
        "login_taken",
        ("Мұндай логин бар.", "Басқа логин таңдаңыз немесе сол адамды өзгертіңіз."),
        ("Такой логин уже есть.", "Выберите другой логин или измените того человека."),
        ("Somebody has this login.", "Choose another login, or change that person."),
    ),
    make_problem(
        409,
        "last_administrator",
        (
            "Бұл — соңғы әкімші; онсыз рөл беретін адам қалмайды.",
            "Алдымен басқа әкімшіні тағайындаңыз.",
        ),
        (
            "Это последний администратор; без него некому давать роли.",
            "Сначала назначьте другого администратора.",
        ),
        (
            "This is the last administrator; nobody could give roles any more.",
            "Appoint another administrator first.",
        ),
    ),
    make_problem(
        422,
        "sheet_faulty",
        (
            "Кестенің кейбір жолдары қате, сондықтан ешкім қосылмады.",
            "faults тізіміндегі жолдарды түзетіп, файлды қайта жіберіңіз.",
        ),
        (
            "Некоторые строки таблицы неверны, поэтому никто не добавлен.",
            "Исправьте строки из списка faults и отправьте файл снова.",
        ),
        (
            "Some rows of the sheet are wrong, so nobody was added.",
            "Correct the rows listed in `faults` and send the file again.",
        ),
    ),
    make_problem(
        422,
        "items_faulty",
        (
            "Кестенің кейбір жолдары қате, сондықтан бірде-бір сұрақ қосылмады.",
            "faults тізіміндегі жолдарды түзетіп, файлды қайта жіберіңіз.",
        ),
        (
            "Некоторые строки таблицы неверны, поэтому ни один вопрос не добавлен.",
            "Исправьте строки из списка faults и отправьте файл снова.",
        ),
        (
            "Some rows of the sheet are wrong, so no question was taken.",
            "Correct the rows listed in `faults` and send the file again.",
        ),
    ),
)
"""Problems of sign-in and of the staff list."""
