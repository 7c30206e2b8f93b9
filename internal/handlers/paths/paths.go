package paths

import (
	"net/url"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// AccountPath is the user's account page.
const AccountPath = "/account"

// AgainHref returns the page on which a user confirms the retry of a destructive operation.
func AgainHref(op operation.Operation) string {
	if op.HowToRetry() == operation.RetryAsNew {
		return SnapshotHref(op.SnapshotID) + "/delete"
	}
	return OperationHref(op.ID) + "/again"
}

// AuditPath is the page of the audit log, and the prefix of its exports.
const AuditPath = "/audit"

// BulkPath is where snapshots of several volumes are reviewed.
const BulkPath = "/bulk"

// BatchHref returns the page of a batch.
func BatchHref(id string) string { return "/batches/" + segment(id) }

// BulkSnapshots is where actions on several snapshots are reviewed.
const BulkSnapshots = BulkPath + "/snapshots/"

// BulkTarget is where a change of the targets of several volumes is reviewed.
const BulkTarget = BulkPath + "/volumes/target"

// ContinuePath is where a user continues after the database was restored to an earlier state.
const ContinuePath = "/database/continue"

// DismissPath is where failures are dismissed, for everyone.
const DismissPath = "/failures/dismiss"

// FindHref returns the search page, with the actions of the current page.
func FindHref(path string) string { return "/find?at=" + url.QueryEscape(path) }

// HelpPath is the documentation.
const HelpPath = "/help"

// The addresses of a login by an identity provider.
const (
	OidcPath     = "/login/oidc"
	OidcCallback = OidcPath + "/callback"
)

// OperationHref returns the page of an operation.
func OperationHref(id string) string { return "/operations/" + segment(id) }

// PeoplePath is the page of all users.
const PeoplePath = "/people"

// The addresses of event streams, static files, the colour theme and a volume.
const (
	EventsPath   = "/events"
	StaticPrefix = "/static/"
	ThemePath    = "/theme"
	VolumePath   = "/datacenters/:dc/volumes/:vol"
)

// DatacenterHref returns the page of a data center.
func DatacenterHref(id string) string { return "/datacenters/" + segment(id) }

// VolumeHref returns the page of a volume.
func VolumeHref(datacenterID, volumeID string) string {
	return DatacenterHref(datacenterID) + "/volumes/" + segment(volumeID)
}

// SnapshotHref returns the page of a snapshot.
func SnapshotHref(id string) string { return "/snapshots/" + segment(id) }

// ViewsPath is the user's saved views, and the prefix of each view's address.
const ViewsPath = "/views"

// The addresses of a server and of a set of its volumes.
const (
	ServerPath    = "/datacenters/:dc/servers/:server"
	ServerSetPath = ServerPath + "/sets/:set"
)

// ServerHref returns the page of a server.
func ServerHref(datacenterID, serverID string) string {
	return DatacenterHref(datacenterID) + "/servers/" + segment(serverID)
}

// ServerSetHref returns the page that restores a server's set.
func ServerSetHref(server inventory.Server, id string) string {
	return ServerHref(server.DatacenterID, server.ID) + "/sets/" + segment(id)
}

// RouteKey returns the name of a route in the table of rights.
func RouteKey(method, path string) string { return method + " " + path }

// ServersPath is the list of servers.
const ServersPath = "/servers"

// SettingsPath is the page of settings.
const SettingsPath = "/settings"

// SourcesPath is the list of snapshots without a known source.
const SourcesPath = "/snapshots/sources"

// SourceHref returns the page that confirms the source of a snapshot.
func SourceHref(snapshotID string) string { return SnapshotHref(snapshotID) + "/source" }
