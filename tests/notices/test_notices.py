"""What organizations are told: left with each of them, read by its officers, seen once for all."""

from lec.notices.actions import mark_seen, tell
from lec.notices.queries import notices_for, unseen_for
from lec.notices.rules import MESSAGES, message_of
from tests.cast import Cast


def told(cast: Cast) -> None:
    both = [cast.school.pk, cast.mali.pk, cast.school.pk]
    tell(
        organizations=both, kind="test", params={"name": "ศพด.มะลิ"}, url_name="home", url_pk=7, by=cast.decha
    )


def test_each_organization_is_told_once(cast: Cast) -> None:
    told(cast)
    (notice,) = notices_for(cast.somsri)
    assert (notice.kind, notice.params, notice.url_pk) == ("test", {"name": "ศพด.มะลิ"}, 7)
    assert notice.at == cast.decha.at
    assert len(notices_for(cast.wichai)) == 1, "the own, not those of the institutions below"


def test_nobody_else_reads_it_and_no_class_teacher(cast: Cast) -> None:
    told(cast)
    for actor in (cast.teacher, cast.center_officer, cast.malee, cast.decha):
        assert not notices_for(actor)


def test_seen_is_seen_for_the_whole_organization_and_for_no_other(cast: Cast) -> None:
    told(cast)
    every = [notice.pk for actor in (cast.somsri, cast.wichai) for notice in notices_for(actor)]
    assert mark_seen(notices=every, by=cast.somsri) == 1
    assert mark_seen(notices=every, by=cast.somsri) == 0, "the first moment stays"
    assert not unseen_for(cast.somsri)
    assert len(unseen_for(cast.wichai)) == 1


def test_every_kind_has_a_sentence_that_says_the_day_in_thai() -> None:
    params = {"claimant": "ศพด.มะลิ", "decider": "จังหวัดเหนือบูรพา", "due_on": "2021-11-11"}
    params |= {"name": "โรงเรียนบ้านมะลิ", "round": "ครั้งที่ 2/2564"}
    params |= {"until": "2021-11-20T09:30:00+00:00"}
    said = {kind: message_of(kind, params) for kind in MESSAGES}
    assert "11 พ.ย. 2564" in said["claim-filed"]
    assert "จังหวัดเหนือบูรพา" in said["claim-reminder"]
    assert "20 พ.ย. 2564 16.30 น." in said["round-reopened"]
    assert not [sentence for sentence in said.values() if "%" in sentence]
