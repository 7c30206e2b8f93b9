package inventory

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestCreatorOf_Table(t *testing.T) {
	t.Parallel()
	marker := Marker{OperationID: "op", VolumeID: "vol"}
	by := func(user string) Metadata { return Metadata{CreatedBy: user} }
	label := func(key, value string) []Label { return []Label{{Key: key, Value: value}} }
	cases := map[string]struct {
		snapshot Snapshot
		labels   []Label
		creator  Creator
		reason   string
	}{
		"a marker":                        {Snapshot{Description: marker.Append("nightly")}, nil, CreatedBySnapdeck, "marker"},
		"a marker within the text":        {Snapshot{Description: marker.String() + " copied"}, nil, CreatedByUnknown, "Nothing"},
		"an operation's label":            {Snapshot{}, label(LabelOperation, "op"), CreatedBySnapdeck, "label"},
		"a source that a user confirmed":  {Snapshot{}, label(LabelVolume, "vol"), CreatedByUnknown, "Nothing"},
		"a marker on a name of Terraform": {Snapshot{Name: "tf-web", Description: marker.String()}, nil, CreatedBySnapdeck, "marker"},
		"a CSI driver's description":      {Snapshot{Name: "x", Description: "Created by ionoscloud-blockstorage-csi-driver"}, nil, CreatedByCSI, "description"},
		"a CSI name":                      {Snapshot{Name: "snapshot-6F1c9f5e-0000-4000-8000-000000000001"}, nil, CreatedByCSI, "UUID"},
		"a shorter id":                    {Snapshot{Name: "snapshot-6f1c9f5e-0000-4000-8000-00000000001"}, nil, CreatedByUnknown, "Nothing"},
		"a date for an id":                {Snapshot{Name: "snapshot-2026-11-20"}, nil, CreatedByUnknown, "Nothing"},
		"a CSI label":                     {Snapshot{}, label("managed-by", "block-csi"), CreatedByCSI, "label"},
		"a CSI user":                      {Snapshot{Metadata: by("csi@example.com")}, nil, CreatedByCSI, "csi@example.com"},
		"a user with csi in her name":     {Snapshot{Metadata: by("csilla@example.com")}, nil, CreatedByUnknown, "Nothing"},
		"Terraform's description":         {Snapshot{Description: "Managed by Terraform"}, nil, CreatedByTerraform, "description"},
		"a user's mention of Terraform":   {Snapshot{Description: "before terraform apply"}, nil, CreatedByUnknown, "Nothing"},
		"Terraform's label":               {Snapshot{}, label("Managed_By", "Terraform"), CreatedByTerraform, "label"},
		"another label":                   {Snapshot{}, label("team", "terraform"), CreatedByUnknown, "Nothing"},
		"a name as of Terraform":          {Snapshot{Name: "TF-web"}, nil, CreatedByTerraform, "user"},
		"a user named Terraform":          {Snapshot{Metadata: by("svc.terraform@example.com")}, nil, CreatedByTerraform, "svc.terraform@example.com"},
		"the platform's description":      {Snapshot{Description: `Created from "web" in Data Center "prod"`}, nil, CreatedByUnknown, "every program"},
		"ionosctl's name":                 {Snapshot{Name: "Unnamed Snapshot"}, nil, CreatedByUnknown, "ionosctl"},
		"a person's name":                 {Snapshot{Name: "golden image"}, nil, CreatedByUnknown, "Nothing"},
		"nothing":                         {Snapshot{}, nil, CreatedByUnknown, "Nothing"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			made := creatorInfo(c.snapshot, c.labels, nil)
			require.Equal(t, c.creator, made.Creator)
			require.Contains(t, made.Why, c.reason)
		})
	}
}

func TestFindSnapshots_ByCreator(t *testing.T) {
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
	for creator, id := range map[Creator]string{CreatedByTerraform: "t", CreatedBySnapdeck: "s"} {
		require.Equal(t, []string{id}, ids(SnapshotQuery{Creator: creator}), creator)
	}
	require.Empty(t, ids(SnapshotQuery{Creator: CreatedByCSI}))
	require.ElementsMatch(t, []string{"u", "d"}, ids(SnapshotQuery{Creator: CreatedByUnknown}))
	require.Equal(t, []string{"s", "t"}, ids(SnapshotQuery{Order: Order{By: "maker"}})[:2])
}

func TestCreatorOf_FromRequest(t *testing.T) {
	t.Parallel()
	const (
		goSDK     = "ionos-cloud-sdk-go/v6.3.11"
		terraform = "terraform-provider/6.7.34_ionos-cloud-sdk-go/6.3.10_hashicorp-terraform/1.11.4_terraform-plugin-sdk/2.40.1_os/linux_arch/amd64"
		platform  = `Created from "web" in Data Center "prod"`
	)
	cases := map[string]struct {
		agent    string
		snapshot Snapshot
		creator  Creator
		program  string
	}{
		"ionosctl":                         {"ionosctl/v6.10.2_" + goSDK, Snapshot{Name: "Unnamed Snapshot"}, CreatedByIonosctl, "ionosctl v6.10.2"},
		"the poller of ionosctl":           {"ionosctl/v6.10.2", Snapshot{}, CreatedByIonosctl, "ionosctl v6.10.2"},
		"Terraform without a description":  {terraform, Snapshot{Name: "web", Description: platform}, CreatedByTerraform, "Terraform or OpenTofu 1.11.4"},
		"a development build of Terraform": {"terraform-provider/(devel)_ionos-cloud-sdk-go/6.3.10_hashicorp-terraform/1.11.4_os/linux", Snapshot{}, CreatedByTerraform, "Terraform or OpenTofu 1.11.4"},
		"the Go SDK":                       {goSDK, Snapshot{Description: platform}, CreatedByGoSDK, "ionos-cloud-sdk-go v6.3.11"},
		"a CSI driver on the Go SDK":       {goSDK, Snapshot{Description: "Created by ionoscloud-blockstorage-csi-driver"}, CreatedByCSI, ""},
		"the Node.js SDK":                  {"ionos-cloud-sdk-node/v6.1.5", Snapshot{}, CreatedByNodeSDK, "ionos-cloud-sdk-node v6.1.5"},
		"the Python SDK":                   {"ionos-cloud-sdk-python/6.1.10", Snapshot{}, CreatedByPythonSDK, "ionos-cloud-sdk-python 6.1.10"},
		"the Java SDK":                     {"ionos-cloud-sdk-java/v6.1.0", Snapshot{}, CreatedByJavaSDK, "ionos-cloud-sdk-java v6.1.0"},
		"the Ruby SDK":                     {"ionos-cloud-sdk-ruby/v6.1.2", Snapshot{}, CreatedByRubySDK, "ionos-cloud-sdk-ruby v6.1.2"},
		"Ansible":                          {"ansible-module/2.14.18_ionos-cloud-sdk-python/6.1.10", Snapshot{}, CreatedByAnsible, "ansible-module 2.14.18"},
		"the MCP server":                   {"ionoscloud-mcp/1.0.0_ionos-cloud-sdk-go-bundle/0.1.6_os/linux_arch/amd64", Snapshot{}, CreatedByMCP, "ionoscloud-mcp 1.0.0"},
		"Packer":                           {"packer-plugin-ionoscloud/1.0_" + goSDK, Snapshot{}, CreatedByPacker, "packer-plugin-ionoscloud 1.0"},
		"Snapdeck, its marker removed":     {UserAgent("1.0", "op"), Snapshot{}, CreatedBySnapdeck, "snapdeck 1.0"},
		"a browser":                        {"Mozilla/5.0 (X11; Linux x86_64)", Snapshot{Description: platform}, CreatedByDCD, "a browser"},
		"a program of its own":             {"curl/8.1", Snapshot{}, CreatedByOther, "curl 8.1"},
		"ionosctl beats a Terraform name":  {"ionosctl/v6.10.2", Snapshot{Name: "tf-web"}, CreatedByIonosctl, "ionosctl v6.10.2"},
		"a marker beats a program":         {"ionosctl/v6.10.2", Snapshot{Description: Marker{OperationID: "o", VolumeID: "v"}.String()}, CreatedBySnapdeck, ""},
		"no User-Agent":                    {"", Snapshot{Name: "tf-web"}, CreatedByTerraform, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			made := creatorInfo(c.snapshot, nil, &Request{UserAgent: c.agent, CreatedDate: noon})
			require.Equal(t, c.creator, made.Creator)
			require.NotEmpty(t, made.Why)
			if c.program != "" {
				require.Contains(t, made.Why, "was sent by "+c.program+".")
			}
			require.NotEmpty(t, made.Creator.Name())
		})
	}
}
