package sourceview

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
)

const hour = time.Hour

// A made-up address has no pair.
func TestPair_RefusesInvalidText(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "/", "s", "s/", "/none", "s/v", "s/v/", "s/v/here", "//there", "s//there", "/v/there", "s/v/there/x"} {
		_, ok := ReadPair(text)
		require.False(t, ok, text)
	}
	for _, p := range []Pair{{SnapshotID: "s"}, {"s", "v", false}, {"s", "v", true}} {
		read, ok := ReadPair(p.String())
		require.True(t, ok)
		require.Equal(t, p, read)
	}
}

// A form must not confirm a volume that was deleted since.
func TestPairOf_NotesMissingVolume(t *testing.T) {
	t.Parallel()
	v := areatest.NewContract().Volume("web", 10).View()
	require.False(t, PairOf(v, "s", "web").Deleted)
	require.True(t, PairOf(v, "s", "gone").Deleted)
}

func TestConfidence_EachHasItsPillAndOption(t *testing.T) {
	t.Parallel()
	labels := map[string]bool{}
	all := []inventory.Inference{{Finding: inventory.Finding{Denied: true, Confidence: inventory.Certain}}}
	for _, c := range inventory.Confidences() {
		all = append(all, inventory.Inference{Finding: inventory.Finding{Confidence: c}})
	}
	options := map[string]string{}
	for _, o := range ConfidenceOptions() {
		options[o.Value] = o.Text
	}
	for _, g := range all {
		key := ConfidenceKey(g)
		require.Equal(t, options[key], ConfidencePill(g.Finding).Label, key)
		require.False(t, labels[key], key)
		labels[key] = true
	}
	require.True(t, labels["denied"], "a user's denial overrides the inference")
}

// The history stays known while it is read again.
func TestHistory_ShowsHowFarReadingIs(t *testing.T) {
	t.Parallel()
	req := areatest.Request(areatest.NewContract().Base(), "/")
	away := errors.New("away")
	for name, c := range map[string]struct {
		history inventory.RequestHistory
		tone    string
		dated   bool
	}{
		"never read":        {inventory.RequestHistory{}, "busy", false},
		"first read":        {inventory.RequestHistory{Loading: true, Loaded: 1200}, "busy", false},
		"read":              {inventory.RequestHistory{ReadAt: areatest.Noon, Since: areatest.Noon.AddDate(0, -1, 0)}, "good", true},
		"read again":        {inventory.RequestHistory{ReadAt: areatest.Noon, Loading: true}, "busy", true},
		"failed at once":    {inventory.RequestHistory{Err: away}, "warn", false},
		"failed afterwards": {inventory.RequestHistory{ReadAt: areatest.Noon, Err: away}, "warn", true},
		"tried again":       {inventory.RequestHistory{Err: away, Loading: true}, "busy", false},
	} {
		v := History(req, c.history)
		require.Equal(t, c.tone, v.Pill.Tone, name)
		require.Equal(t, c.dated, v.When.Known(), name)
		require.Equal(t, c.tone == "warn", len(v.Cause) > 0, name)
	}
	require.Contains(t, History(req, inventory.RequestHistory{Loading: true, Loaded: 1200}).Text, quantity.Count(1200))
}

// statement returns an operation by which a user states the source of a snapshot.
func statement(id string, state operation.State) operation.Operation {
	return operation.Operation{ID: id, Kind: operation.LabelSnapshot, SnapshotID: "s", State: state, Task: operation.Task{Labels: operation.ConfirmedSource("fra", "web")}}
}

// Snapdeck's own sources need no panel, confirmed ones may be corrected.
func TestPanel_OnlyWhereThereIsSomethingToChoose(t *testing.T) {
	t.Parallel()
	confirmed := areatest.NewContract().Volume("web", 10).Snapshot("s", "", 10, hour)
	for _, l := range operation.ConfirmedSource("fra", "web") {
		confirmed.Label("snapshot", "s", l.Key, l.Value)
	}
	for name, c := range map[string]struct {
		contract       *areatest.Contract
		panel, known   bool
		writing, offer bool
	}{
		"by Snapdeck":     {areatest.NewContract().Volume("web", 10).Snapshot("s", "web", 10, hour), false, false, false, false},
		"confirmed":       {confirmed, true, true, false, false},
		"unknown":         {areatest.NewContract().Snapshot("s", "", 10, hour), true, false, false, false},
		"one volume fits": {areatest.NewContract().Volume("s", 10).Snapshot("s", "", 10, hour), true, false, false, true},
		"being written":   {areatest.NewContract().Snapshot("s", "", 10, hour).Operation(statement("op", operation.Submitting)), true, false, true, false},
		"was written":     {areatest.NewContract().Snapshot("s", "", 10, hour).Operation(statement("op", operation.Done)), true, false, false, false},
	} {
		c.contract.Inferred = true
		s := New(c.contract.Base())
		req := areatest.Request(s.Base, "/")
		snap, _ := req.View.Snapshot("s")
		p := s.Panel(req, snap)
		require.Equal(t, c.panel, p != nil, name)
		if p == nil {
			continue
		}
		require.Equal(t, c.known, p.Known, name)
		require.Equal(t, c.writing, p.Writing.Href == "/operations/op", name)
		require.Equal(t, c.offer, p.Pair != "", name)
		require.Equal(t, "/snapshots/s/source", p.Choose, name)
	}
}

// Other labels say nothing about a source.
func TestSourceBeingWritten_OnlyByStatement(t *testing.T) {
	t.Parallel()
	label := operation.Operation{ID: "label", Kind: operation.LabelSnapshot, SnapshotID: "s", State: operation.Submitting, Task: operation.Task{Labels: []operation.LabelChange{{Key: "team", Value: "a"}}}}
	s := New(areatest.NewContract().Operation(label, statement("done", operation.Done)).Base())
	_, writing := s.SourceBeingWritten("s")
	require.False(t, writing)
	s.Operations.Put(operation.Operation{ID: "new", Version: 1, Kind: operation.LabelSnapshot, SnapshotID: "s", State: operation.Queued, CreatedAt: areatest.Noon, Task: operation.Task{Labels: operation.DeniedSource()}})
	op, writing := s.SourceBeingWritten("s")
	require.True(t, writing)
	require.Equal(t, "new", op.ID)
}

// A deleted volume is shown too.
func TestInference_ShowsEachCandidate(t *testing.T) {
	t.Parallel()
	req := areatest.Request(areatest.NewContract().Volume("web", 10).Base(), "/")
	v := Inference(req, inventory.Inference{
		Snapshot: inventory.Snapshot{ID: "s"},
		Finding: inventory.Finding{
			Confidence: inventory.Possible, More: 3,
			Candidates: []inventory.Candidate{{DatacenterID: "fra", VolumeID: "web", Evidence: []string{"Same size."}}, {VolumeID: "4f1a2b3c-1"}},
		},
	})
	require.Equal(t, 3, v.More)
	require.Equal(t, "/datacenters/fra/volumes/web", v.Candidates[0].Volume.Href)
	require.Empty(t, v.Candidates[1].Volume.Href)
}

// The note needs at least one written source, and counts the ones left to match.
func TestSourcesNote_OnlyAfterWrittenSources(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("web", 10).Snapshot("s", "web", 10, hour)
	whole, part := areatest.Request(c.Base(), "/"), areatest.Request(areatest.NewContract().Volume("web", 10).Snapshot("s", "web", 10, hour).Snapshot("other", "", 10, hour).Base(), "/")
	lock := operation.Operation{ID: "l", Kind: operation.LockSnapshot, State: operation.Done}
	for name, ops := range map[string][]operation.Operation{
		"another kind": {statement("a", operation.Done), lock}, "none written": {statement("a", operation.Failed), statement("b", operation.Queued)},
	} {
		note, links := SourcesNote(whole, ops)
		require.Empty(t, note, name)
		require.Empty(t, links, name)
	}
	note, links := SourcesNote(whole, []operation.Operation{statement("a", operation.Done)})
	require.NotEmpty(t, note)
	require.Len(t, links, 1)
	_, links = SourcesNote(part, []operation.Operation{statement("a", operation.Done)})
	require.Equal(t, "/snapshots/sources", links[0].Href)
}
