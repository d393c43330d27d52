"""Lists of names and words that tell people from posts, places and mailboxes."""

from typing import Final

from followthrough.check.disclosure.text import listed

FIRST_NAMES: Final = listed(
    """
    aaliyah aaron abbie abby abdul abdullah abena abigail abu adam adele adeel adnan adrian agnes agnieszka ahmad
    ahmed aidan aileen aimee aisha aishah akua alan alasdair alastair aled alejandro aleksandra alex alexander
    alexandra alexis alfie ali alice alicia alison alistair allan allison ama amanda amina amir amit amy ana
    anastasia andrea andreea andrew andrzej andy aneta angela angharad angus anil anita anjali ann anna anne annette
    annie anthony antonia antonio anwar april archie arjun arthur ashley ashok asif audrey ava ayesha barbara barry
    beata becky belinda ben benjamin bernadette bernard beth bethan bethany betty beverley bilal bill billy bob
    bogdan bradley brandon brenda brendan brian bridget bronwen bruce bryan caitlin callum cameron carl carla carmen
    carol caroline carolyn carrie catherine catrin cecilia ceri charles charlie charlotte chelsea cheryl chloe chris
    christian christina christine christopher chukwuemeka ciara cian claire clara clare claudia clive colin colleen
    connor conor craig cristina cynthia dafydd daisy damian daniel danielle danny darren daryl dave david dawn dean
    deborah debbie declan deepak deirdre denise dennis derek diana diane dimitri dominic donald donna dorothy
    douglas duncan dylan eamon ed eddie edith edna edward edwin efua eileen eilidh elaine eleanor elena eleri elijah
    elizabeth ella ellen ellie elliot elsie emeka emily emma emmanuel eric erica erin ernest ethan eunice eva eve
    evelyn ewa ewan faisal farah farhan farooq fatima fatou felicity fergus fiona florence frances francesca francis
    frank fraser fred freddie frederick freya gabriel gabriela gareth gary gavin gemma geoff geoffrey george georgia
    georgina gerald geraldine gerard gillian gina giulia glen glenda glenn glenys gordon grace graeme graham grant
    grzegorz gurpreet gwen gwyneth hamza hannah harjit harold harriet harry harvey hassan hayley hazel heather heidi
    helen helena henry hilary holly hope howard hugh hussain hussein hywel iain ian ibrahim ibironke imogen imran
    ingrid ioana iqbal irene iris isaac isabel isabella isabelle isla ismail ivan ivy iwan jack jackie jacob
    jacqueline jade jagdeep jake jakub james jamie jan jane janet janice jasmine jason jaspreet javed jay jayne jean
    jeff jeffrey jemma jennifer jenny jeremy jerome jessica jill jim joan joanna joanne jodie joe joel john johnny
    jon jonathan jordan jose joseph josephine josh joshua joy joyce juan judith judy julia julian julie june justin
    justyna kamal kamran karen karl karolina kasia kate katarzyna katherine kathleen kathryn kathy katie kay
    kayleigh keith kelly ken kenneth kerry kevin khalid kieran kim kimberley kiran kirsten kirsty krishna krystyna
    krzysztof kuldeep kwame kyle lakshmi lara laura lauren lawrence layla leah leanne lee leigh lena leo leon
    leonard lesley leslie lewis liam lily linda lindsay lindsey lisa liz lloyd logan lorna lorraine louis louisa
    louise luca lucas lucia lucy luis luke lydia lynn lynne mabel madeleine maeve magdalena mahmood mairead malcolm
    malgorzata mandy manjit marcin marco marcus margaret maria mariam marian marie marilyn marion marius mark marta
    martha martin martyn mary maryam mateusz matthew maureen maurice max may megan meera mehmet melanie melissa
    meredith mia michael michal michelle mihai mike mildred miles millie miriam mohamed mohammad mohammed moira
    molly monica monika morag morgan muhammad murray mustafa myra nadia nadine naomi narinder nasreen natalia
    natalie natasha nathan neha neil ngozi niall nicholas nick nicola nicole nigel nikita nina nkechi noah noel nora
    norma norman nuala olga olive oliver olivia olu oluwaseun omar oscar osman owen pamela parveen pat patricia
    patrick paul paula pauline pawel pearl peggy penelope penny percy peter petra philip philippa phillip phoebe
    phyllis piotr polly poppy pradeep preeti priya rachael rachel rafal rahul raj rajesh ralph raman ramesh raquel
    ravi ray raymond rebecca reece reginald rekha rhian rhiannon rhys richard rita rob robert roberta robin rodney
    roger roisin roland ron ronald rory rosa rosalind rose rosemary rosie ross rowan roy ruby rukhsana rupert
    russell ruth ryan saima sajid sally salma sam samantha samina samir samuel sana sandeep sandra sanjay sara sarah
    saoirse scott sean sebastian shabana shabnam shahid shannon sharon shaun sheena sheila shirley shona sian simon
    sinead siobhan sofia sonia sophia sophie stacey stan stanley stefan stella stephanie stephen steve steven
    stewart stuart sue suki sunita susan susanna suzanne sushma sybil sylvia tahir tamara tania tanya tara tariq ted
    teresa terence terry thelma theo theresa thomas tia tim timothy tina toby tom tomasz tony tracey tracy trevor
    tristan tyler usman valerie vanessa vera veronica vicky victor victoria vijay vikram vincent viola violet vivian
    vivienne wanda wayne wendy will william winifred yasmin yusuf yvette yvonne zahra zainab zara zoe zofia
    """
)
"""First names common in Britain, in small letters."""

WORD_NAMES: Final = listed(
    """
    amber april art bill chase chelsea christian dawn dean ed florence frank georgia grace grant hazel heather holly
    hope iris ivy jade jan jay jordan joy june kay lee mark max may miles olive pat pearl penny poppy ray rob robin
    rose rosemary rowan ruby sky sue summer ted tia victoria viola violet will logan ama eve ken leigh lewis ross
    ron roy jack austin carol ana bob ali guy
    """
)
"""First names that are also words, places or months; alone they say little."""

COMMON_SURNAMES: Final = listed(
    """
    adams ahmed akhtar ali allen anderson andrews armstrong atkinson bailey baker ball barker barnes begum bell
    bennett booth bradley brooks brown burns burton butler campbell carr carter chapman chowdhury clark clarke
    collins cooper cox cunningham davidson davies davis dawson dixon edwards ellis evans fletcher foster fox gibson
    gill graham grant gray green griffiths hall hamilton harper harris harrison hart harvey henderson hill holmes
    howard hudson hughes hunt hunter hussain jackson james jenkins johnson johnston jones kaur kelly kennedy khan
    king knight lawrence lawson lewis lloyd macdonald marshall martin mason matthews mcdonald mills mitchell moore
    morgan morris murphy murray nowak obrien ofarrell okafor palmer parker patel payne pearson perry phillips powell
    price reid reynolds richards richardson roberts robertson robinson rogers rose russell ryan saunders scott shah
    shaw simpson singh smith spencer stevens stewart stone taylor thomas thompson thomson turner walker walsh ward
    watson watts webb wells west white wilkinson williams williamson wilson wood woods wright young
    """
)
"""Surnames common in Britain, in small letters."""

SHARED_MAILBOX: Final = listed(
    """
    access accessibility adoption admin administration admissions advice agenda asylum adults board business cabinet
    calls care carers cases centre cet chair childcare children childrens clerk comments committee committees comms
    communications communities community complaints consultation contact contactus corporate council councillors
    court customer customers cyp data democracy democratic desk director directorate disclosure dpo duty early
    editor education email emergency enquiries enquiry equality events families family feedback finance first focus
    foi foster fostering general governance group hello help helpdesk helpline home hotline housing hr hub
    improvement info information infogov inspection inspections intake it jobs lado leader learning legal library
    licensing local mail mash media meetings members minutes news newsletter no noreply office officer ofsted online
    participation partnership performance permanence placements plan planning policy post press privacy programme
    project public publications quality records recruitment referral referrals reply reports requests resident
    residents response review reviews safeguarding school schools scrutiny secretary secretariat sen send service
    services site social standards strategy support team teams test training unit update updates virtual
    volunteering web webmaster website welfare work workforce young youth
    """
)
"""Words that show an e-mail address to be a mailbox that several people share."""

TITLES: Final = listed(
    """
    Mr Mrs Ms Miss Mx Dr Prof Professor Cllr Councillor Sir Dame Lord Lady Baroness Rev Reverend Judge
    """
)
"""What stands before a surname."""

NOT_PEOPLE: Final = listed(
    """
    academy act action area association authority avenue award board borough bridge britain building care castle
    cathedral centre chancellor charity chief children church city clinic close club college commission committee
    common community company county court crescent cross district docks drive east estate farm fields for forest
    foundation fund garden gardens gate general green grade grange grove group hall haven health heath hill hospice
    hospital hostel hotel house infirmary initiative inquiry institute justice justices lane library lieutenant
    limited lodge ltd mansions market mayor mayoress mayors medal memorial mill mount museum nursery north park
    partnership place plan plaza point priory prize programme project rating red report review road row school
    schools service services south square station street surgery team terrace theatre tower town trust union
    university unit valley view villas walk ward way west wharf wood works world yard call officer amber blue orange
    yellow
    """
)
"""Words that, after a name or a title, make it the name of a place, an organisation or an office."""

NOT_PLACES: Final = listed(
    """
    january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday spring summer autumn winter easter christmas england wales scotland britain
    ireland uk united europe ofsted cabinet council councillors parliament appendix annex table section part page
    item row paragraph chapter article year key stage phase priority action recommendation finding figure version
    the a an children child young care social early education area local authority government department cqc nhs
    covid act regulation regulations working form schedule annexe plan strategy band tier level quarter q1 q2 q3 q4
    term
    """
)
"""Capitalised words after "in", "at" or "from" that are no places, or places too large to matter."""
