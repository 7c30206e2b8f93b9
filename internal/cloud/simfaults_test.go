package cloud_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// refusals returns the faults that end a call, with the kinds of their errors.
func refusals() map[ionossim.FaultKind]error {
	return map[ionossim.FaultKind]error{
		ionossim.ExpiredToken: inventory.ErrUnauthorized, ionossim.PaymentRequired: inventory.ErrPaymentRequired,
		ionossim.Forbidden: inventory.ErrForbidden, ionossim.NotFound: inventory.ErrNotFound,
		ionossim.MethodNotAllowed: inventory.ErrMethod, ionossim.Conflict: inventory.ErrBusy,
		ionossim.UnsupportedMedia: inventory.ErrMediaType, ionossim.Unprocessable: inventory.ErrInvalid,
		ionossim.Locked: inventory.ErrBusy, ionossim.TooManyRequests: inventory.ErrRateLimited,
		ionossim.TooManyNoHeader: inventory.ErrRateLimited, ionossim.TooManyDate: inventory.ErrRateLimited,
		ionossim.ServerError: inventory.ErrServer, ionossim.BadGateway: inventory.ErrServer,
		ionossim.Maintenance: inventory.ErrMaintenance, ionossim.GatewayTimeout: inventory.ErrServer,
		ionossim.Reset: inventory.ErrUnreachable, ionossim.Hang: inventory.ErrUnreachable,
		ionossim.Garbage: inventory.ErrUnreadable, ionossim.EmptyBody: inventory.ErrUnreadable,
		ionossim.Redirect: inventory.ErrUnreadable, ionossim.Outage: inventory.ErrUnreachable,

		ionossim.BadGatewayAfter: inventory.ErrServer, ionossim.MaintenanceAfter: inventory.ErrMaintenance,
		ionossim.GatewayTimeoutAfter: inventory.ErrServer, ionossim.ServerErrorAfter: inventory.ErrServer,
		ionossim.ResetAfter: inventory.ErrUnreachable, ionossim.HangAfter: inventory.ErrUnreachable,
		ionossim.GarbageAfter: inventory.ErrUnreadable, ionossim.EmptyAfter: inventory.ErrUnreadable,
		ionossim.TruncatedAfter: inventory.ErrUnreadable, ionossim.Truncated: inventory.ErrUnreadable,
	}
}

// Each fault ends in its kind, and odd responses are read.
func TestSimFaults_Reading(t *testing.T) {
	t.Parallel()
	for _, kind := range ionossim.FaultKinds() {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			s := newSimClient(t, smallSeed(), tryFor(kind))
			clean, err := s.Snapshots(t.Context())
			require.NoError(t, err)
			inject(t, s, ionossim.Fault{Kind: kind, Method: "GET", Host: "http://127.0.0.2:9"})
			got, err := s.Snapshots(t.Context())
			if want := refusals()[kind]; want != nil {
				require.ErrorIs(t, err, want)
				require.NotErrorIs(t, err, inventory.ErrAmbiguous)
				require.Empty(t, got.Items)
				return
			}
			require.NoError(t, err)
			require.Equal(t, kind == ionossim.MissingItems, len(got.Warnings) > 0)
			if kind == ionossim.MissingItems || kind == ionossim.NoAccess || kind == ionossim.NoAccess403 {
				require.Empty(t, got.Items)
				return
			}
			require.Len(t, got.Items, len(clean.Items))
			dcs, err := s.Datacenters(t.Context())
			require.NoError(t, err)
			require.Len(t, dcs.Items, 1)
			_, err = s.Contract(t.Context())
			require.NoError(t, err)
			if kind == ionossim.NumericOffset {
				require.Equal(t, clean.Items, got.Items)
			}
		})
	}
}

// TestSimFaults_Creating proves the engine's assumptions: an error that is not ambiguous means that nothing was
// created, and a success names the new snapshot.
func TestSimFaults_Creating(t *testing.T) {
	t.Parallel()
	for _, kind := range ionossim.FaultKinds() {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			s := newSimClient(t, smallSeed(), tryFor(kind))
			volume := s.anyVolume(t)
			inject(t, s, ionossim.Fault{Kind: kind, Method: "POST", Host: "http://127.0.0.2:9"})
			receipt, err := s.CreateSnapshot(t.Context(), volume.DatacenterID, volume.ID, operation.CreateParams{Name: "made under a fault"})
			s.sim.Faults().Clear()
			made := createdSnapshots(t, s)
			require.LessOrEqual(t, len(made), 1, "a POST was repeated")
			ambiguous := errors.Is(err, inventory.ErrAmbiguous)
			if want := refusals()[kind]; want != nil {
				require.ErrorIs(t, err, want)
			}
			switch {
			case err == nil:
				require.Equal(t, []string{receipt.SnapshotID}, made)
				require.Equal(t, kind == ionossim.NoLocation, receipt.RequestID == "")
			case kind == ionossim.MaintenanceAfter:
				// This maintenance is a lie that no client could detect: a real one applies nothing.
			case !ambiguous:
				require.Empty(t, made, "created in spite of a definite fault")
			}
		})
	}
}

// tryFor returns a short timeout for the faults that never answer.
func tryFor(kind ionossim.FaultKind) time.Duration {
	if kind == ionossim.Hang || kind == ionossim.HangAfter {
		return 2 * time.Second
	}
	return testTimeout
}

func inject(t *testing.T, s simClient, f ionossim.Fault) {
	t.Helper()
	f.Delay = time.Nanosecond // the new snapshot is not found for that time either
	_, err := s.sim.Faults().Inject(f)
	require.NoError(t, err)
}

func createdSnapshots(t *testing.T, s simClient) []string {
	t.Helper()
	all, err := s.Snapshots(t.Context())
	require.NoError(t, err)
	var made []string
	for _, snapshot := range all.Items {
		if snapshot.Name == "made under a fault" {
			made = append(made, snapshot.ID)
		}
	}
	return made
}
