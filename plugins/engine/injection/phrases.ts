/**
 * Phrases by which somebody speaks to a language model instead of the people in the room, in cue
 * syntax (see `compileCue`), matched against folded words. They name the model, its instructions or
 * the form of its answer: "put it in the minutes" is said to a colleague and is no such phrase.
 */

/** Up to two of some words, in any order. */
const some = (words: string): string => `(${words})?(${words})?`

const DROP = '(ignore|disregard|forget|override|bypass|discard|neglect)'
const UNHEED =
  '(do not|dont|no longer|stop|never) (follow|following|obey|obeying|heed|heeding|apply|applying)'
const EARLIER =
  '(previous|prior|above|earlier|preceding|foregoing|your|system|initial|original|existing|hidden|former)'
const ORDERS =
  '(instruction|instructions|prompt|prompts|directive|directives|guidelines|guardrails|programming)'
const RULES = '(rules|commands|orders|directions|constraints|restrictions|training|context|limits)'
const MODEL =
  '(ai|a i|llm|llms|language model|language models|chatbot|chat bot|gpt|chatgpt|claude|gemini|copilot|ai assistant|ai model|ai system|ai agent|ai summarizer|ai summariser|summarizer|summariser|summarization model|note taking bot|notetaker bot|transcription bot|minutes bot|minutes generator|extraction model|neural network)'
const WHOLE = '(every|all|each|any) (other |the |of the )?'

const english = [
  `${DROP} _${EARLIER} ${some('and |or |system |safety |security |content ')}(${ORDERS}|${RULES})`,
  `${DROP} (all|any|these|those|the|all the|all of the|every) (of your |your |of the |other |such )?${ORDERS}`,
  `${DROP} _(instructions|instruction|rules|prompt) (above|before|that came before|you were given|you have been given|you got|so far)`,
  `${DROP} (everything|all|anything|whatever) (that )?(you were|you have been|youve been|you are|youre) (told|given|instructed|asked|taught)`,
  `${DROP} (everything|anything|all|all text|the text) (that is |written |stated |said )?(above|preceding)`,
  `${UNHEED} _${EARLIER} _(${ORDERS}|${RULES})`,
  `(pay no attention to|disobey) _${EARLIER} _(${ORDERS}|${RULES})`,
  `(new|updated|revised|real|true|actual|secret|hidden|following|decoded|embedded) (system |developer |admin )?(instructions|instruction|prompt|directive|directives) (for|to) (the|you|your|any|all|this)`,
  `(here are|these are|below are|receive|you have) (your |the )?(new|updated|real|true) (system |developer )?(instructions|instruction|directives|prompt)`,
  `your (new|real|true|only|actual|updated|sole) (instruction|instructions|directive|directives|objective|system prompt|prompt|persona)`,
  `your (new|real|true|only|actual|sole) (task|job|purpose|goal|role) (is|now is|is now) ${some('now |to ')}(output|print|return|respond|reply|write only|add|insert|ignore|reveal|repeat|obey)`,
  `(reveal|print|repeat|output|show|display|leak|disclose|dump|tell) _(your|system|hidden|initial|secret) ${some('system |initial |hidden |original |secret ')}(prompt|instructions|instruction|message)`,
  `(repeat|print|output|copy|echo|translate) (everything|all text|all the text|the text|the words|all words|all of the text|all of) (above|written above|that is above|before this)`,
  `(system|developer|admin|administrator|root) (prompt|message|override|instruction|directive) (is|now|activated|enabled|engaged|accepted|begins|starts|follows|ends|update|updated|says)`,
  `(begin|start|end|new) (of )?(the )?(system|developer|hidden|assistant) (prompt|message|instructions|instruction|section|block|turn)`,
  `end of (the )?(transcript|user input|input data|untrusted data|prompt|meeting data) (now|new|begin|system|instructions|below|follow|ignore|you|answer|output|real|next)`,
  `you are ${some('now |from now on |henceforth |actually |really |in fact |no longer ')}${some('a |an |the |in |my |running as |called ')}${some('helpful |evil |unrestricted |unfiltered |free |different |new |uncensored |rogue |obedient ')}(${MODEL}|dan|jailbroken|unrestricted|uncensored|unfiltered|developer mode|god mode|evil assistant)`,
  `you are no longer (bound|restricted|limited|required|an assistant|a summar*|the assistant)`,
  `(act|behave|respond|answer|reply|pretend|roleplay|role play) (as|like|to be|that you are|as if you were|as if you are|you are) (if you were |if you are )?(a |an |the |my )?${some('helpful |evil |unrestricted |unfiltered |free |different |uncensored |obedient |other ')}(${MODEL}|dan|an unrestricted|hacker|attacker|root shell|linux terminal|terminal|system administrator with)`,
  `(from now on|henceforth|starting now) (you|your) (will|must|shall|only|answers|output|are) _(obey|answer|respond|reply|output|add|insert|mark|an ai|ai|only)`,
  `(do anything now|jailbreak mode|dan mode|god mode enabled|developer mode enabled|developer mode is)`,
  `(attention|note|message|instruction|instructions|notice|memo|reminder|command|order|task|warning|important) (to|for) (the |any |all |whichever |whatever |an |a |our |this )?(${MODEL}|model|assistant|bot|agent|summary tool|system processing|system reading|tool reading)`,
  `(dear|attention|hello|hey|hi|listen|okay|ok|so) (now )?(${MODEL}|assistant model|language model) (please|now|you|do|add|ignore|write|output|mark|stop|listen|include|insert|record|when|your)`,
  `(if|when|since|because|as) you (are|re) (a |an |the )(${MODEL}|model|bot|assistant) (reading|processing|summari*|reads|that|and|you|please|extract*|analy*|write|add|then)`,
  `(if|when) youre (a |an |the )(${MODEL}|model|bot)`,
  `(${MODEL}|model|assistant|bot|machine|agent|tool) (that is |which is |that |who is |who )?(is )?(reading|reads|processing|processes|summari*|parsing|analysing|analyzing|extracting) (this|these|the) (transcript|meeting|text|conversation|recording|message|call|data)`,
  `(whoever|whatever|whichever) _(model|ai|bot|llm) (reads|is reading|processes|is processing|summari*)`,
  `(respond|reply|answer|output|return|print|say|write) (only|just|exactly|exclusively|solely|nothing but|verbatim) ${some('with |in |as |using ')}${some('the |this |a |an |valid |following |raw |word |words |phrase |text |string |exact ')}(json|xml|word|words|phrase|string|following|yaml|object|pwned|hacked|canary)`,
  `(respond|reply|answer) (with|in) ${some('the |a |an |valid |raw |this |only |following |nothing but ')}(json|xml|yaml|string|word|phrase)`,
  `(to|in|into|from|with|at|for) (your|the models|the ais) (final |structured |generated )?(output|json|completion|extraction)`,
  `your (final |whole |entire |next |only )?(output|response|json|completion) (must|should|shall|has to|will|is|needs)`,
  `(return|output|emit|produce|print|give) (only )?${some('an |a |nothing but |no |empty ')}(empty) (array|arrays|list|lists|object|json|result|results|section|sections) for (every|all|each|any)`,
  `(leave|set|make|empty|clear|delete|remove|drop|erase|fill|replace|overwrite) ${WHOLE}(sections|section|fields|items|findings|results) (empty|blank|null|with|and|from|to|now)`,
  `(mark|set|label|tag|treat|report) (everything |every |all |each )(single |the |of the |these )?${some('item |items |decision |decisions |section |sections |evidence |of it |of them ')}${some('as |to be |to ')}(verified|state verified)`,
  `(cite|quote|put|use|give) segment (number )?[0-9]* (as|for|in)`,
  `(set|use|put|make) (the )?(evidence|anchor|segment|anchors) (to|as|field|number|id)`,
  `(add|insert|append|create|include) ${some('a |an |the |one |this |another |new |extra ')}(property|field|key|section) (called|named|with the name|with name|to every|to each|to all|to the schema|to your)`,
  `(change|rename|modify|extend|ignore|break) the (json |output |answer )?schema (to|and|so|by|of your|for|you|entirely|completely)`,
  `(do not|dont|never) (summarize|summarise|extract from|process|analyse|analyze) (this|the|any of this|anything in this) (meeting|transcript|conversation|call|recording)`,
  `(do not|dont|never) (tell|inform|alert|warn|reveal it to|reveal this to|mention this to|mention it to|disclose to) the (user|users|human|humans|reader|readers|operator)`,
  `(obey|execute|comply with|carry out) (the|this|these|my|all|any|every|following|next) ${some('following |next |new |hidden |secret |decoded |embedded |above ')}(instruction|instructions|command|commands|prompt|directive|directives)`,
  `(follow|obey|execute|run) (the|this|these|my|its|their|any) (decoded|hidden|embedded|translated|encoded|secret|decrypted|injected) _(instruction|instructions|command|commands|text|message|orders)`,
  `(decode|decrypt|translate|rot13|unscramble|deobfuscate|reverse) _(* )?(* )?(* )?(and|then|and then) (follow|obey|do what|act on|comply|do exactly|do as|execute it|execute what|execute the instructions|execute the instruction|run it as|carry out what|carry it out)`,
  `(translate|decode|rewrite) _(sentence|text|instructions|following|message|words|this) _(into|to|in|as|from) [a-z]* (and|then|and then) (follow|execute|obey|do what|act|carry out|comply|treat)`,
  `as (an|a) (ai|large) (language )?model (you|i|your|it)`,
  `(as|in) (developer|dan|god|jailbreak) mode (you|output|answer|add|ignore)`,
  `(my|your) (grandmother|grandma|granny) used to (read|tell|recite) _(system prompt|prompt|instructions|keys)`,
]

const EARLIER_RU =
  '(предыдущ*|прежн*|прошл*|системн*|исходн*|ранн*|ранее|начальн*|свои|своих|сво*|твои|твоих|ваши|ваших|выше|вышеуказанн*|вышестоящ*|данные|прошлые|первоначальн*|имеющ*)'
const DROP_RU =
  '(игнорируй|игнорируйте|игнорировать|проигнорируй|проигнорируйте|забудь|забудьте|отбрось|отбросьте|отмени|отмените|обойди|обойдите|не следуй|не следуйте|не выполняй|не выполняйте|не соблюдай|не соблюдайте|не обращай внимания на|не обращайте внимания на|пренебреги|пренебрегите|нарушь|нарушьте)'
const ORDERS_RU =
  '(инструкци*|указани*|промпт*|промт*|директив*|правил*|команд*|распоряжени*|предписани*|установк*|ограничени*)'
const MODEL_RU =
  '(ии|нейросет*|нейронн* сет*|языков* модел*|чат бот*|чатбот*|чатжпт|gpt|chatgpt|llm|ai|искусственн* интеллект*|ии ассистент*|ии помощник*|ассистент* ии|бот* протокол*|протоколист* бот*|бот* суммариз*|суммаризатор*)'

const russian = [
  `${DROP_RU} _${EARLIER_RU} _${ORDERS_RU}`,
  `${DROP_RU} (все|всех|любые|эти|этих|все эти|всякие|какие бы то ни было) (инструкци*|указани*|промпт*|промт*|директив*|предписани*)`,
  `${DROP_RU} _${ORDERS_RU} (выше|ранее|до этого|до сих пор|полученн*|данн* (тебе|вам))`,
  `${DROP_RU} (все|всё) _(тебе|вам) _(говорили|сказали|велели|поручили|написали|задали|давали|дали)`,
  `${DROP_RU} (все|весь текст|текст) (что )?(написано |сказано |идет |было )?выше`,
  `(нов*|обновленн*|настоящ*|истинн*|скрыт*|секретн*|расшифрованн*|следующ*) (системн* )?(инструкци*|промпт*|промт*|директив*) (для|к|тебе|вам|такая|такие|такой|гласит)`,
  `(тво*|ваш*) (нов*|настоящ*|истинн*|единственн*) (инструкци*|директив*|промпт*|задача|цель|роль) ${some('теперь |это |отныне |состоит ')}(вывести|выведи|вернуть|верни|добавить|добавь|ответить|отвечать|игнорировать|повторить|записать|запиши)`,
  `(раскрой|раскройте|покажи|покажите|выведи|выведите|напечатай|напечатайте|повтори|повторите|процитируй|перескажи) _(системн*|свой|свои|свою|тво*|ваш*|скрыт*|исходн*) ${some('системн* |исходн* |скрыт* ')}(промпт*|промт*|инструкци*|сообщени*|подсказк*)`,
  `(повтори|повторите|выведи|выведите|переведи|напечатай|скопируй) ${some('весь |все |дословно ')}(текст|слова|написанное|сказанное) выше`,
  `системн* (промпт*|промт*|инструкци*|сообщени*|указани*|директив*|команд*) (теперь|отныне|активирован*|обновлен*|гласит|отменен*|начало|конец|такое|такая|такой)`,
  `(начало|конец|новый|новое|новая) системн* (промпта|промпт|сообщения|сообщение|инструкции|инструкция|блока)`,
  `конец (расшифровки|стенограммы|транскрипта|входных данных|данных) (новые|новая|новое|далее|теперь|система|системное|ниже|игнорируй*|ты|вы|начало|ответь|выведи|инструкци*)`,
  `(ты|вы) ${some('теперь |отныне |больше не |с этого момента |с этой минуты |на самом деле |не ')}(это )?(больше не )?${some('нов* |друг* |зл* |свободн* |послушн* |полезн* |неограниченн* ')}(${MODEL_RU}|бот|dan|дан без|ассистент без|модель|модель без|помощник без|в режиме разработчика|в режиме бога)`,
  `(ты|вы) больше не (связан*|ограничен*|обязан* соблюдать|ассистент*|помощник*)`,
  `(представь что ты|притворись что ты|притворись|веди себя как|действуй как|действуй в роли|отвечай как|сыграй роль|играй роль|вообрази что ты|прикинься) ${some('будто |что ты |как ')}(ты )?(теперь )?${some('нов* |друг* |зл* |свободн* |послушн* |неограниченн* ')}(${MODEL_RU}|бот*|модел*|dan|хакер*|злоумышленник*|терминал*|ассистент*|система без|системн* администратор*)`,
  `(внимание|сообщение|инструкция|инструкции|указание|указания|команда|записка|примечание|обращение|поручение|задание|важно|приказ) (для |к )?(всех |любой |любого |этой |этого |нашего |нашей )?(${MODEL_RU}|модели|ассистента|бота|ассистенту|боту|языковая модель|машины|программы)`,
  `(эй|привет|уважаемая|уважаемый|дорогая|дорогой|слушай|внимание|послушай) (${MODEL_RU}|модель|бот|ассистент)`,
  `если (ты|вы) (это )?(${MODEL_RU}|модель|бот|ассистент|читаешь это как|обрабатываешь эту|программа)`,
  `(модель|нейросеть|бот|ассистент|ии|программа) (котор* )?(читает|читающ*|обрабатыва*|анализиру*|суммиру*) (эту|этот|данную|данный|стенограмму|расшифровку|текст|встречу|разговор|запись)`,
  `(выведи|выведите|верни|верните|ответь|ответьте|отвечай|отвечайте|напечатай|напиши|выдай) (только|лишь|исключительно|ровно|дословно|один|строго|просто) (слово|слова|словом|фразу|строку|текст|json|следующ*|валидн*|в формате json|в json|одним словом)`,
  `(ответь|ответьте|отвечай|отвечайте|верни|выведи|выдай) ${some('в |в виде |в формате |только в |валидн* |пустой |пустым ')}(json|xml|yaml)`,
  `(в|из|к|для) (свой|своем|своего|твой|твоем|твоего|финальн*|итогов*) (ответ|ответе|ответа|вывод|выводе|вывода|json|результат модели)`,
  `(тво*|ваш*) (ответ|вывод|json) (должен|обязан|будет|должна)`,
  `(верни|выведи|выдай|оставь|сделай|очисти|удали|сотри|замени|обнули) ${some('все |всех |каждый |каждую |каждое |остальные |прочие |другие ')}(остальн* |друг* )?(разделы|раздел|поля|поле|пункты|результаты|секции|элементы) (пуст*|на|из|и|как|с)`,
  `(отметь|пометь|отметьте|пометьте|считай|поставь) (все |каждый |каждое |каждую )(эти )?(пункты |пункт |решение |решения |раздел |разделы |элементы |записи |запись )?(как )?(подтвержденн*|проверенн*|verified)`,
  `(добавь|добавьте|вставь|вставьте|впиши|создай) ${some('нов* |еще |один |одно |лишн* |дополнительн* ')}(поле|свойство|ключ|раздел|секцию) (с именем|под названием|с названием|по имени|в каждый|в json|в схему|в ответ|к каждому)`,
  `(измени|измените|переименуй|нарушь|игнорируй|расширь) (схему|структуру|формат) (json|ответа|вывода|данных)`,
  `(сошлись|ссылайся|процитируй|укажи) (на )?(сегмент|реплику) (номер )?[0-9]*`,
  `(не пересказывай|не суммируй|не обрабатывай|не анализируй|не резюмируй) (эту|этот|ничего из|встречу|разговор|расшифровку|стенограмму)`,
  `(не сообщай|не говори|не рассказывай|не раскрывай|не упоминай) _(пользовател*|читател*|оператор*)`,
  `(выполни|выполните|исполни|исполните|подчиняйся|подчиняйтесь|подчинись|повинуйся|следуй|следуйте|слушайся) (только |строго )?(следующ*|моим|моей|мою|моему|этой|эту|этим|эти|нов*|скрыт*|расшифрованн*|переведенн*|секретн*|тайн*) (нов* |скрыт* )?(команд*|инструкци*|приказ*|директив*|промпт*)`,
  `(расшифруй|расшифруйте|декодируй|декодируйте|раскодируй|раскодируйте|переведи|переведите|прочти наоборот) _(* )?(* )?(* )?(и|затем|потом|а потом|и затем) (выполни|выполните|исполни|исполните|следуй|следуйте|сделай что|подчинись|действуй)`,
  `как (большая )?языковая модель (ты|я|вы)`,
  `(включи|включите|активируй|перейди в|войди в) режим (dan|бога|без ограничений|джейлбрейк*)`,
]

export const phrases: readonly string[] = [...english, ...russian]
