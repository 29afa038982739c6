"""Names and headlines that nobody wrote, of plain words, for sites that are filled to try them."""

import itertools
import random


def _listed(words: str) -> list[str]:
    return [word.strip() for word in words.split(",")]


FIRST_NAMES = _listed("""
    Adaeze,Amara,Binta,Chidi,Damilola,Efua,Femi,Grace,Halima,Ikenna,Joy,Kofi,Lola,Musa,Nneka,Obinna,Patience,Rashid,
    Simi,Uche,Victor,Wale,Yemi,Zainab,Tobi""")
LAST_NAMES = _listed("""
    Abara,Bako,Coker,Danso,Eze,Folarin,Gado,Hassan,Idowu,Jibril,Kanu,Lawal,Mensah,Ndukwe,Okoro,Peters,Quist,Rotimi,
    Sule,Taiwo""")
PLACES = _listed("""
    Lagoon,Old Wharf,Ferry Point,New Haven,Palm Row,Hill Station,Lantern Market,Upper Sina,Harbour,Mangrove,Riverside,
    Central,Northern,Southern,Eastern,Western,Island,Mainland,University,Airport,Station,Garden,Market,Bridge,Coastal,
    Inland,Valley,Forest,Delta,Creek,Border,Capital,Village,Suburban,Quayside,Lighthouse,Canal,Terminal,Plateau,Bay""")
MATTERS = _listed("""
    schools,hospitals,ferries,buses,roads,rents,markets,farms,fisheries,floods,football,boxing,music,cinema,theatre,
    courts,police,taxes,wages,prices,power,water,waste,parks,housing,clinics,teachers,nurses,traders,drivers,students,
    pensions,elections,budgets,trains,phones,banks,startups,weather,tourism,festivals,libraries,museums,athletics,
    cricket,basketball,swimming,cooking,fashion,gardens""")
ACTIONS = _listed("""
    divide the council,win a second chance,face a long summer,double in a year,wait for an answer,get a new home,
    lose their oldest friend,come back after the rains,beat every forecast,need more hands,draw record crowds,
    cost more than planned,open a month early,go before the judge,split the neighbourhood,surprise the experts,
    take the long way round,run short of money,find help abroad,start again from nothing""")
TAILS = _listed("""
    as ministers meet,after the storm,says report,for the third time,before the holidays,and nobody knows why,
    in the coldest week,while the city sleeps,despite the warnings,ahead of the vote,in ten photographs,
    and what comes next,by a single vote,at half the price,in their own words,a year later""")


def people(count: int) -> list[str]:
    """So many different names; 500 is all there are."""
    return [f"{first} {last}" for first, last in itertools.product(FIRST_NAMES, LAST_NAMES)][:count]


def subjects(count: int) -> list[str]:
    """So many different topics; 2,000 is all there are."""
    return [f"{place} {matter}" for place, matter in itertools.product(PLACES, MATTERS)][:count]


def headline(chance: random.Random) -> str:
    """Letters and spaces alone, so that its slug needs no other care than lower case and hyphens."""
    return f"{chance.choice(PLACES)} {chance.choice(MATTERS)} {chance.choice(ACTIONS)} {chance.choice(TAILS)}"
