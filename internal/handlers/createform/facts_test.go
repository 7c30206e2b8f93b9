package createform

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

func TestConsistency_DependsOnServerState(t *testing.T) {
	t.Parallel()
	running := consistencyOf([]inventory.Server{{Name: "web", VMState: "RUNNING"}})
	off := consistencyOf([]inventory.Server{{Name: "web", VMState: "SHUTOFF"}})
	none := consistencyOf(nil)
	require.NotEmpty(t, running)
	require.NotEqual(t, running, off)
	require.NotEqual(t, running, none)
	require.NotEqual(t, off, none)
	require.Equal(t, running, consistencyOf([]inventory.Server{{Name: "off", VMState: "SHUTOFF"}, {Name: "web", VMState: "RUNNING"}}), "one running server is enough")
	require.Equal(t, running, consistencyOf([]inventory.Server{{Name: "web", VMState: "PAUSED"}}), "a state that is not off may write")
}

func TestOutageWarning_OnlyWhileContractIsUnreadable(t *testing.T) {
	t.Parallel()
	req := web.Request{Zone: time.UTC}
	require.Empty(t, outageWarning(req))
	req.Health.Failures = []inventory.ReadFailure{{Resource: inventory.ResourceContract, Since: time.Date(2026, 3, 29, 16, 33, 0, 0, time.UTC)}}
	require.Empty(t, outageWarning(req), "limits are not what a snapshot needs")
	req.Health.Failures = append(req.Health.Failures, inventory.ReadFailure{Resource: inventory.ResourceSnapshots, Since: time.Date(2026, 3, 29, 16, 33, 0, 0, time.UTC)})
	require.Len(t, outageWarning(req), 1)
	require.Contains(t, outageWarning(req)[0], "since 16:33 UTC")
}

// formOn returns the form of the first volume of a contract.
func formOn(c *areatest.Contract) views.CreateForm {
	base := c.Base()
	req := areatest.Request(base, "/")
	vol, _ := req.View.Volume(c.Volumes[0].ID)
	dc, _ := req.View.Datacenter(vol.DatacenterID)
	return New(base).Form(req, vol, dc)
}

func TestForm_WarnsOfOpenCreate(t *testing.T) {
	t.Parallel()
	on := func(kind operation.Kind, state operation.State) operation.Operation {
		return operation.Operation{ID: "x", Kind: kind, State: state, VolumeID: "web", SnapshotID: "s", Actor: "eve", Params: operation.CreateParams{Name: "nightly"}}
	}
	for name, c := range map[string]struct {
		op    operation.Operation
		warns bool
	}{
		"it waits":                  {on(operation.CreateSnapshot, operation.Waiting), true},
		"it is in progress":         {on(operation.CreateSnapshot, operation.Provisioning), true},
		"it is done":                {on(operation.CreateSnapshot, operation.Done), false},
		"it failed":                 {on(operation.CreateSnapshot, operation.Failed), false},
		"a snapshot is deleted":     {on(operation.DeleteSnapshot, operation.Queued), false},
		"a snapshot is renamed":     {on(operation.EditSnapshot, operation.Queued), false},
		"its target is changed":     {on(operation.LabelVolume, operation.Queued), false},
		"the volume is overwritten": {on(operation.RestoreVolume, operation.Queued), false},
	} {
		warnings := formOn(areatest.NewContract().Volume("web", 10).Operation(c.op)).Warnings
		require.Equal(t, c.warns, len(warnings) == 1 && strings.Contains(warnings[0], "nightly") && strings.Contains(warnings[0], "eve"), "%s: %v", name, warnings)
	}
}

func TestForm_WarnsOfRecentSnapshot(t *testing.T) {
	t.Parallel()
	for age, want := range map[time.Duration]string{
		-time.Hour: "less than a minute", 0: "less than a minute", 59 * time.Second: "less than a minute", time.Minute: "a minute ago", 2 * time.Minute: "2 minutes ago", recently - 1: "59 minutes ago", recently: "",
	} {
		warnings := formOn(areatest.NewContract().Volume("web", 10, age)).Warnings
		require.Equal(t, want != "", len(warnings) == 1, age)
		require.Contains(t, strings.Join(warnings, ""), want)
	}
	failed := areatest.NewContract().Volume("web", 10).Snapshot("s", "web", 10, time.Minute, areatest.InState(inventory.StateFailed))
	require.Empty(t, formOn(failed).Warnings, "a failed snapshot is no reason for a warning")
	both := areatest.NewContract().Volume("web", 10, 2*time.Minute, 3*time.Minute)
	require.Len(t, formOn(both).Warnings, 1, "the newest is enough")
}

func TestForm_WarnsOfShortQuota(t *testing.T) {
	t.Parallel()
	require.Empty(t, formOn(areatest.NewContract().Quota(90, 100).Volume("web", 10)).Warnings)
	require.Len(t, formOn(areatest.NewContract().Quota(91, 100).Volume("web", 10)).Warnings, 1)
	require.Empty(t, formOn(areatest.NewContract().Volume("web", 10)).Warnings, "without a limit everything fits")
	unsized := formOn(areatest.NewContract().Quota(91, 100).Volume("web", 0))
	require.Len(t, unsized.Warnings, 1)
	require.NotContains(t, unsized.Size, "0")
}

func TestForm_BusyVolumesAndHostileNames(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("web", 10)
	c.Volumes[0].Metadata.State = inventory.StateBusy
	require.Len(t, formOn(c).Warnings, 1)
	c = areatest.NewContract().Volume("web", 10, time.Minute)
	c.Snapshots[0].Name = strings.Repeat("x", 5000)
	require.Less(t, len(formOn(c).Warnings[0]), 300)
}

func TestForm_ShowsDefaultsCostAndQuota(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Priced("0.05").Quota(50, 100).Volume("web", 20)
	c.Volumes[0].LicenceType = "LINUX"
	f := formOn(c)
	require.Equal(t, "web 2026-11-20", f.Values.Name)
	require.Equal(t, "/datacenters/fra/volumes/web/snapshots", f.Action)
	require.Equal(t, "1.00 EUR a month", f.Cost)
	require.Contains(t, f.Quota.Text, "70 GB")
	require.Equal(t, inventory.MaxName, f.MaxName)
	require.NotEqual(t, f.Key, formOn(c).Key, "each form is another request")
	require.Empty(t, f.Blocked)
	plain := formOn(areatest.NewContract().Volume("web", 20))
	require.Empty(t, plain.Cost)
	require.Nil(t, plain.Quota)
	require.Empty(t, plain.TypicalDuration)
}

func TestLicenceOptions_OneIsSelected(t *testing.T) {
	t.Parallel()
	for _, want := range append(operation.LicenceTypes(), "") {
		var selected []string
		for _, o := range LicenceOptions(inventory.Volume{LicenceType: "LINUX"}, want) {
			if o.Selected {
				selected = append(selected, o.Value)
			}
		}
		require.Equal(t, []string{want}, selected)
	}
	require.Contains(t, LicenceOptions(inventory.Volume{LicenceType: "LINUX"}, "")[0].Text, "LINUX")
}
