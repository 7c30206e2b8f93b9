package inventory

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestTheMakerOfASnapshotIsReadFromWhatItLeaves(t *testing.T) {
	t.Parallel()
	marker := Marker{OperationID: "op", VolumeID: "vol"}
	by := func(user string) Metadata { return Metadata{CreatedBy: user} }
	label := func(key, value string) []Label { return []Label{{Key: key, Value: value}} }
	cases := map[string]struct {
		snapshot Snapshot
		labels   []Label
		maker    Maker
		why      string
	}{
		"a marker":                         {Snapshot{Description: marker.Append("nightly")}, nil, MadeBySnapdeck, "marker"},
		"a marker within the text":         {Snapshot{Description: marker.String() + " copied"}, nil, MadeByUnknown, "Nothing"},
		"an operation's label":             {Snapshot{}, label(LabelOperation, "op"), MadeBySnapdeck, "label"},
		"a source that somebody confirmed": {Snapshot{}, label(LabelVolume, "vol"), MadeByUnknown, "Nothing"},
		"a marker on a name of Terraform":  {Snapshot{Name: "tf-web", Description: marker.String()}, nil, MadeBySnapdeck, "marker"},
		"a CSI driver's description":       {Snapshot{Name: "x", Description: "Created by ionoscloud-blockstorage-csi-driver"}, nil, MadeByCSI, "description"},
		"a CSI name":                       {Snapshot{Name: "snapshot-6F1c9f5e-0000-4000-8000-000000000001"}, nil, MadeByCSI, "UUID"},
		"a shorter id":                     {Snapshot{Name: "snapshot-6f1c9f5e-0000-4000-8000-00000000001"}, nil, MadeByUnknown, "Nothing"},
		"a date for an id":                 {Snapshot{Name: "snapshot-2026-11-20"}, nil, MadeByUnknown, "Nothing"},
		"a CSI label":                      {Snapshot{}, label("managed-by", "block-csi"), MadeByCSI, "label"},
		"a CSI user":                       {Snapshot{Metadata: by("csi@example.com")}, nil, MadeByCSI, "csi@example.com"},
		"a user with csi in her name":      {Snapshot{Metadata: by("csilla@example.com")}, nil, MadeByUnknown, "Nothing"},
		"Terraform's description":          {Snapshot{Description: "Managed by Terraform"}, nil, MadeByTerraform, "description"},
		"a person's mention of Terraform":  {Snapshot{Description: "before terraform apply"}, nil, MadeByUnknown, "Nothing"},
		"Terraform's label":                {Snapshot{}, label("Managed_By", "Terraform"), MadeByTerraform, "label"},
		"another label":                    {Snapshot{}, label("team", "terraform"), MadeByUnknown, "Nothing"},
		"a name as of Terraform":           {Snapshot{Name: "TF-web"}, nil, MadeByTerraform, "person"},
		"a user named Terraform":           {Snapshot{Metadata: by("svc.terraform@example.com")}, nil, MadeByTerraform, "svc.terraform@example.com"},
		"the platform's description":       {Snapshot{Description: `Created from "web" in Data Center "prod"`}, nil, MadeByDCD, "DCD"},
		"ionosctl's name":                  {Snapshot{Name: "Unnamed Snapshot"}, nil, MadeByUnknown, "ionosctl"},
		"a person's name":                  {Snapshot{Name: "golden image"}, nil, MadeByUnknown, "Nothing"},
		"nothing":                          {Snapshot{}, nil, MadeByUnknown, "Nothing"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			made := MakingOf(c.snapshot, c.labels)
			require.Equal(t, c.maker, made.Maker)
			require.Contains(t, made.Why, c.why)
		})
	}
}

func TestSnapshotsAreFoundAndSortedByTheirMaker(t *testing.T) {
	t.Parallel()
	v := NewView(Listings{
		Snapshots: []Snapshot{
			{ID: "t", Name: "tf-web"}, {ID: "u", Name: "x"}, {ID: "d", Description: `Created from "web" in Data Center "prod"`},
			{ID: "s", Name: "labelled"},
		},
		Labels: []Label{{ResourceID: "s", Key: LabelOperation, Value: "op"}},
	}, time.Now())
	ids := func(q SnapshotQuery) (ids []string) {
		for _, s := range v.FindSnapshots(q).Items {
			ids = append(ids, s.ID)
		}
		return ids
	}
	for maker, id := range map[Maker]string{MadeByTerraform: "t", MadeByUnknown: "u", MadeByDCD: "d", MadeBySnapdeck: "s"} {
		require.Equal(t, []string{id}, ids(SnapshotQuery{Maker: maker}), maker)
	}
	require.Empty(t, ids(SnapshotQuery{Maker: MadeByCSI}))
	require.Equal(t, []string{"d", "s", "t", "u"}, ids(SnapshotQuery{Order: Order{By: "maker"}}))
}
