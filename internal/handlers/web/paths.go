package web

import (
	"net/url"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// AccountPath is the page of who is logged in.
const AccountPath = "/account"

// AgainHref is the form in which a person confirms to try again what destroys.
func AgainHref(op operation.Operation) string {
	if op.Kind == operation.DeleteSnapshot {
		return SnapshotHref(op.SnapshotID) + "/delete"
	}
	return OperationHref(op.ID) + "/again"
}

// AuditPath is the page of the audit log; its exports stand beside it.
const AuditPath = "/audit"

// BulkPath is where snapshots of several volumes are reviewed.
const BulkPath = "/bulk"

// BatchHref is the page of a batch.
func BatchHref(id string) string { return "/batches/" + url.PathEscape(id) }

// BulkSnapshots is where what is to be done to several snapshots is reviewed.
const BulkSnapshots = BulkPath + "/snapshots/"

// BulkTarget is where a change of the targets of several volumes is reviewed.
const BulkTarget = BulkPath + "/volumes/target"

// ContinuePath is where a person continues after the database went back to an earlier state.
const ContinuePath = "/database/continue"

// DismissPath is where failures are dismissed, for everybody.
const DismissPath = "/failures/dismiss"

// findHref is the page that finds things, with the actions of the page that one is on.
func findHref(path string) string { return "/find?at=" + url.QueryEscape(path) }

// HelpPath is where the documentation is.
const HelpPath = "/help"

// The addresses of a login by an identity provider.
const (
	OidcPath = "/login/oidc"
)

// OperationHref is the page of an operation.
func OperationHref(id string) string { return "/operations/" + url.PathEscape(id) }

// PeoplePath is the page of all users.
const PeoplePath = "/people"

// The addresses that are named in more than one place.
const (
	EventsPath   = "/events"
	StaticPrefix = "/static/"
	ThemePath    = "/theme"
	VolumePath   = "/datacenters/:dc/volumes/:vol"
)

// DatacenterHref is the page of a data center.
func DatacenterHref(id string) string { return "/datacenters/" + url.PathEscape(id) }

// VolumeHref is the page of a volume.
func VolumeHref(datacenterID, volumeID string) string {
	return DatacenterHref(datacenterID) + "/volumes/" + url.PathEscape(volumeID)
}

// SnapshotHref is the page of a snapshot.
func SnapshotHref(id string) string { return "/snapshots/" + url.PathEscape(id) }

// QueryEscape escapes a value of an address.
func QueryEscape(s string) string { return url.QueryEscape(s) }

// ViewsPath is where somebody's saved views are; each has its own address beneath.
const ViewsPath = "/views"

// The addresses of a server and of a set of its volumes.
const (
	ServerPath    = "/datacenters/:dc/servers/:server"
	ServerSetPath = ServerPath + "/sets/:set"
)

// ServerHref is the page of a server.
func ServerHref(datacenterID, serverID string) string {
	return DatacenterHref(datacenterID) + "/servers/" + url.PathEscape(serverID)
}

// ServerSetHref is the page that restores a set of a server.
func ServerSetHref(server inventory.Server, id string) string {
	return ServerHref(server.DatacenterID, server.ID) + "/sets/" + url.PathEscape(id)
}

// ServersPath is the list of servers.
const ServersPath = "/servers"

// SettingsPath is the page of settings.
const SettingsPath = "/settings"

// SourcesPath is the list of snapshots whose source nobody knows.
const SourcesPath = "/snapshots/sources"

// SourceHref is the page that confirms the source of a snapshot.
func SourceHref(snapshotID string) string { return SnapshotHref(snapshotID) + "/source" }
