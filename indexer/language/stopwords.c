#include "indexer/language/stopwords.h"
#include "indexer/language/word_list.h"

/* Facts of grammar, chosen for Herald: articles, pronouns, prepositions, conjunctions, auxiliary
 * verbs, as folding leaves them. */
static const struct word_list lists[] = {
    {"en",
     " a about after all also an and any are as at be because been before being between but by can "
     "could did do does during each few for from further had has have having he her here hers him "
     "his how i if in into is it its itself just may me might more most must my no nor not of off "
     "on once only or other our out over own same shall she should so some such than that the "
     "their them then there these they this those through to too under until up upon very was we "
     "were what when where which while who whom whose why will with would you your "},
    {"fr",
     " a au aucun aussi autre aux avait avec avoir c ce cela ces cet cette comme d dans de des "
     "donc "
     "dont du elle elles en entre est et etaient etait ete etre eu eux fut il ils j je l la le les "
     "leur leurs lui m ma mais me meme mes moi mon n ne ni nos notre nous on ont ou par pas plus "
     "pour qu quand que quel quelle qui s sa sans se sera ses si soit son sont sous sur t ta tes "
     "toi ton tous tout toute tres tu un une vos votre vous y "},
    {"es",
     " a al algo ante antes aquel aqui asi aun aunque cada como con contra cual cuando de del "
     "desde "
     "donde durante e el ella ellos en entre era eran es esa ese eso esta estaba estan este esto "
     "estos fue fueron ha haber habia han hasta hay la las le les lo los mas me mi mientras muy ni "
     "no nos nosotros o otra otro para pero por porque que quien se sea segun ser si sido sin "
     "sobre "
     "son su sus tambien tan tanto te tiene todo todos tras tu u un una unas uno unos y ya yo "},
    {"de",
     " aber alle als also am an auch auf aus bei beim bereits bis da damit dann das dass dem den "
     "denn der des die dies diese diesem diesen dieser doch dort durch ein eine einem einen einer "
     "eines er es etwa fur gegen hat hatte hatten habe haben ich ihm ihn ihr ihre ihren im in ins "
     "ist ja kann kein keine konnen man mehr mit muss nach nicht noch nun nur ob oder ohne schon "
     "sehr sein seine seinen seit sich sie sind so soll sowie uber um und uns unter vom von vor "
     "war waren was weil wenn werde werden wie wieder will wir wird wo worden wurde wurden zu zum "
     "zur zwischen "},
    {"ru",
     " а без более бы был была были было быть в вам вас весь во вот все всего всех вы где да даже "
     "для до его ее если есть еще же за здесь и из или им их к как ко когда которая которые "
     "который "
     "которых кто ли лишь между меня мне может мы на над надо нам нас не него нее нет ни них но о "
     "об однако он она они оно от очень по под при с сам свои себя со так также такие там те тем "
     "то тоже того той только том тот ты у уже хотя чем что чтобы эта эти это этого этой этом этот "
     "я "},
    {"pt",
     " a ainda ao aos apos aquele as ate com como contra da das de dela dele deles depois desde do "
     "dos durante e ela ele eles em entre era essa esse esta estao estava este eu foi foram ha "
     "isso "
     "isto ja la lhe mais mas me mesmo meu minha muito na nao nas nem no nos nossa nosso num o os "
     "ou outra outro para pela pelas pelo pelos pode por porque qual quando que quem sao se seja "
     "sem sendo ser seu seus sido sob sobre sua suas tambem tem tinha todos tu um uma voce "},
    {"it",
     " a ad ai al alla alle allo anche ancora che chi ci come con contro cosi cui da dai dal dalla "
     "dalle degli dei del dell della delle dello di dopo dove due e ed era erano essere fra gia "
     "gli "
     "ha hanno i il in io la le lei li lo loro lui ma mentre mi mia mio molto ne negli nei nel "
     "nella nelle noi non nostro o ogni per perche piu poi prima puo qual quale quando quella "
     "quello questa queste questi questo sarebbe se sei senza si sia sono sotto stata stati stato "
     "su sua sue sugli sui sul sulla sulle suo tra tutti tutto un una uno vi "},
    {"nl",
     " aan al alle als altijd andere ben bij daar dan dat de der deze die dit doch door dus een en "
     "er ge geen had hadden heb hebben heeft hem het hier hij hoe hun iets ik in is ja je kan maar "
     "me meer men met mij mijn na naar niet nog nu of om omdat onder ons ook op over sinds te "
     "tegen "
     "toch toen tot u uit uw van veel voor waar was waren wat we wel werd werden wie wij worden "
     "wordt zal ze zei zich zij zijn zo zoals zonder zou zouden "},
    {"sv",
     " alla allt an antingen att av bara blev bli blir da dar de dem den denna deras dess det "
     "detta "
     "dig din du efter eller en enligt ett fick finns fran for ha hade han hans har hennes hon hur "
     "i icke in inga ingen inte ja jag kan kommer kunde man med mellan men mer mig min mot mycket "
     "nar nej ni nu och ocksa om oss over pa sa samma sedan ser sig sin sina ska skulle som till "
     "under upp ut utan vad var vara vem vi vid vilka vilken vill "},
    {"da",
     " af alle alt anden at bare blev blive bliver da de dem den denne der deres det dette dig din "
     "disse dog du efter ej eller en end er et for fra gennem ham han hans har havde hende hendes "
     "her hos hun hvad hvem hver hvilken hvis hvor i ikke ind jeg jo kan kunne man mange med meget "
     "mellem men mens mere mig mod mod ned ni nogle nogen noget nu nar og ogsa om op os over pa "
     "samt selv sig sin sine sit skal skulle som sa til ud under var ved vi vil ville vore "},
    {"no",
     " alle alt andre at av bare ble blei bli blir da de deg dei dem den denne der deres det dette "
     "di din disse du eg ei eit eller en enn er et etter for fordi fra ha hadde han hans har henne "
     "hennes her hun hva hvem hver hvilken hvis hvor i ikke ikkje ingen inn ja jeg kan kunne man "
     "mange med meg mellom men mens mer min mot mye na nar nei ned noe noen ny og ogsa om opp oss "
     "over pa sa samme seg selv sin sine skal skulle som til um under ut uten var ved vi vil ville "
     "vare "},
    {"fi",
     " aina ainakin alla ei eivat eli ennen enta entista eri etta ehka han hanen hanta he heidan "
     "hyvin ilman itse ja jo joita joka jokin jolla jonka jos joka joko jossa jota jotka jotta kai "
     "kaikki kanssa kautta kerran kesken koska koskaan kuin kuitenkin kun kuten lahes lisaksi me "
     "mihin mika mikali missa mita molemmat mukaan mutta muu muun muut myos ne niin niita noin "
     "nyt ole olen oli olisi olivat olla olleet ollut on oma ovat paitsi pois se sen seka sen "
     "sille "
     "silla sina sita siita siis taas tai taman tama tassa tata te tuo vaan vaikka vain vasta "
     "vastaan viela voi yli "},
    {"tr",
     " acaba ama ancak artik asla aslinda az bana bazi belki ben beni benim beri bile bir biraz "
     "biri "
     "birkac birsey biz bize bizim bu buna bunda bundan bunlar bunu bunun burada cogu cok cunku da "
     "daha dahi de defa degil diger diye dolayi en eger fakat gibi gore halen hangi hatta hem "
     "henuz hep hepsi her hic icin ile ilgili ise iste kadar karsin kendi ki kim kimi kimse mi mu "
     "nasil ne neden nerede niye o olan olarak oldu olmak olmasi olsa on ona onlar onu onun oysa "
     "pek ragmen sanki sen siz sonra su sadece tarafindan tum uzere var ve veya ya yani yine yok "
     "zaten "},
    {"ar",
     " في من الي علي عن مع بين حتي منذ خلال بعد قبل عند عندما لدي تحت فوق دون ضد نحو حول غير سوي "
     "كل "
     "بعض اي هذا هذه ذلك تلك هولاء الذي التي الذين اللذين ما ماذا هو هي هم هما نحن انا انت انه "
     "انها "
     "ان انهم لم لن لا ليس ليست كان كانت كانوا يكون تكون قد لقد و او ثم بل لكن لكنه كما كذلك ايضا "
     "حيث اذا اذ لو لان به بها له لها لهم فيه فيها منه منها عليه عليها اليه اليها كيف متي اين هنا "
     "هناك وفي ومن وقد وان وهو وهي "},
};

const char *language_stop_words(language_id language)
{
    return word_list_find(lists, sizeof lists / sizeof *lists, language);
}

bool language_is_stop_word(language_id language, struct slice folded)
{
    return word_list_has(language_stop_words(language), folded);
}
