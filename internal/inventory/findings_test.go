package inventory

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// noBasis is the basis of findings that rest on no request.
type noBasis struct{}

func (noBasis) RequestOf(string) *Request                           { return nil }
func (noBasis) AllCandidates(_ *Snapshot, listed []string) []string { return listed }

func from(volumeID string, confidence Confidence) *Finding {
	return &Finding{Confidence: confidence, Candidates: []Candidate{{DatacenterID: "dc-a", VolumeID: volumeID}}}
}

func TestFindings_AnswerInView(t *testing.T) {
	t.Parallel()
	raw := sampleView()
	lost, known := raw.index.snapshots["sn-lost"], raw.CountSnapshotsOf("v-db")
	b := NewFindings(raw)
	b.Set(raw.positionOf(lost), from("v-db", Certain))
	v := b.Done().View(noBasis{}, 7)
	require.Equal(t, uint64(7), v.Version)
	require.Equal(t, Provenance{DatacenterID: "dc-a", VolumeID: "v-db", By: ByRequest}, v.Source("sn-lost"))
	require.Equal(t, known+1, v.CountSnapshotsOf("v-db"))
	require.Equal(t, known, raw.CountSnapshotsOf("v-db"), "the view as read is not changed")
	require.Same(t, raw, v.Base())
}

func TestFindings_NextLeavesOlderUnchanged(t *testing.T) {
	t.Parallel()
	raw := sampleView()
	pos, _ := raw.PlaceOfSnapshot("sn-lost")
	b := NewFindings(raw)
	b.Set(pos, from("v-db", Certain))
	first := b.Done()
	before := first.View(noBasis{}, 1)

	same := first.Next(raw)
	require.Equal(t, from("v-db", Certain), same.At(pos), "of the same view all findings are reused")
	same.Set(pos, from("v-web", Likely))
	again := same.Done().View(noBasis{}, 2)
	require.Equal(t, []string{"sn-lost"}, snapshotIDs(again.LikelyOf("v-web")))
	require.NotContains(t, snapshotIDs(again.SnapshotsOf("v-db")), "sn-lost")

	p := sampleContract()
	p.Snapshots = raw.Snapshots[:pos] // the removed one is the oldest
	shorter := NextView(raw, p, 2, noon, Progress{})
	dropped := first.Next(shorter)
	for i := range shorter.Snapshots {
		dropped.Reuse(i, i)
	}
	dropped.Drop(pos)
	require.Zero(t, dropped.Done().View(noBasis{}, 3).UnwrittenSources())

	require.Equal(t, 1, before.UnwrittenSources())
	require.Contains(t, snapshotIDs(before.SnapshotsOf("v-db")), "sn-lost")
	require.Empty(t, before.LikelyOf("v-web"))
}
