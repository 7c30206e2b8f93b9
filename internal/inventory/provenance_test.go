package inventory

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestProvenance_LabelsThenMarker(t *testing.T) {
	t.Parallel()
	label := func(key, value string) Label { return Label{ResourceID: "s", Key: key, Value: value} }
	marked := Marker{OperationID: "op-m", VolumeID: "vol-m"}.Append("text")

	for name, c := range map[string]struct {
		description string
		labels      []Label
		want        Provenance
	}{
		"nothing is known": {want: Provenance{}},
		"other people's labels tell nothing": {
			labels: []Label{label("team", "web")}, want: Provenance{},
		},
		"the marker alone": {
			description: marked, want: Provenance{VolumeID: "vol-m", OperationID: "op-m", By: ByMarker},
		},
		"all labels": {
			labels: []Label{label(LabelDatacenter, "dc"), label(LabelVolume, "vol"), label(LabelOperation, "op")},
			want:   Provenance{DatacenterID: "dc", VolumeID: "vol", OperationID: "op", By: ByLabels},
		},
		"labels beat the marker": {
			description: marked,
			labels:      []Label{label(LabelVolume, "vol"), label(LabelOperation, "op")},
			want:        Provenance{VolumeID: "vol", OperationID: "op", By: ByLabels},
		},
		"the marker adds the operation that the labels lack": {
			description: marked, labels: []Label{label(LabelVolume, "vol-m")},
			want: Provenance{VolumeID: "vol-m", OperationID: "op-m", By: ByLabels},
		},
		"the marker of another volume adds nothing": {
			description: marked, labels: []Label{label(LabelVolume, "vol")},
			want: Provenance{VolumeID: "vol", By: ByLabels},
		},
		"the label of the data center completes the marker": {
			description: marked, labels: []Label{label(LabelDatacenter, "dc")},
			want: Provenance{DatacenterID: "dc", VolumeID: "vol-m", OperationID: "op-m", By: ByMarker},
		},
		"labels without the volume tell nothing": {
			labels: []Label{label(LabelDatacenter, "dc"), label(LabelOperation, "op")}, want: Provenance{},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := provenanceOf(Snapshot{ID: "s", Description: c.description}, c.labels)
			require.Equal(t, c.want, got)
			require.Equal(t, c.want.VolumeID != "", got.Known())
		})
	}
}
