package views

import (
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/views/ui"
	"snapdeck/internal/views/viewtest"
)

// moment returns the time of all components.
func moment() ui.Moment {
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	return ui.MomentOf(at, at.Add(3*time.Minute), time.UTC)
}

func shell() PageLayout {
	return PageLayout{
		Title: "Overview", Nav: "overview", Contract: "31715833", Endpoint: "api.ionos.com", Simulated: true, Version: "1.0", User: "amy",
		Path: "/", Live: Live{State: "live", Text: "Live"}, Asset: func(name string) string { return "/static/" + name },
	}
}

func running() Operation {
	return Operation{
		ID: "op-1", Name: "nightly", Volume: ui.Link{Text: "db-01", Href: "/v"}, Datacenter: ui.Link{Text: "prod", Href: "/d"}, Actor: "amy", RequestedAt: moment(),
		Pill: ui.Pill{Tone: "busy", Icon: "spin", Label: "Provisioning"}, Stage: "Provisioning", Running: true, Elapsed: "0:42", Since: "2026-11-23T12:00:00Z",
		Progress:  []ProgressStep{{"Recorded", "done"}, {"Accepted", "done"}, {"Provisioning", "now"}, {"Available", "todo"}},
		RequestID: "req-1", Label: "Create snapshot", Kind: "create-snapshot", State: "provisioning", Href: "/operations/op-1", TypicalDuration: "Usually 2 min to 4 min for about 50 GB in de/fra.",
		History: []HistoryLine{{"Recorded", moment(), ""}, {"Accepted", moment(), "IONOS Cloud accepted the request."}},
	}
}

func anySaved(text string) *SavedView {
	return &SavedView{ID: text, Link: ui.Link{Text: text, Href: text}, List: "Volumes", Summary: text, IsDefault: true, SavedAt: moment(), Name: text, Error: text}
}

// coverageBar returns a bar with one state.
func coverageBar(text string) CoverageBar {
	return CoverageBar{
		Total: text, Size: text, Target: ui.Link{Text: "24 h", Href: "/settings"}, ReadAt: moment(),
		Parts: []CoveragePart{{State: text, Label: text, Href: "/volumes?coverage=" + text, Count: "3", Size: "30 GB", Exact: "30 GB", N: 3, X: "0.00%", Width: "100.00%"}, {State: "late", Label: "Late", Href: "/volumes?coverage=late", Count: "0", Size: "0 GB"}},
	}
}

// attentionLineOf returns a line with all parts that a line can have.
func attentionLineOf(text string) AttentionLine {
	at := moment()
	return AttentionLine{
		ID: text, Kind: "failing", Cause: text, State: text, Operation: text, Count: 2, Tone: "bad", Icon: "cross", Title: text, Href: "/volumes?coverage=failing", Text: text, Quote: text,
		When: &at, WhenWord: text, Names: []ui.Link{{Text: text, Href: "/v/" + text}, {Text: text, Href: ""}}, More: ui.Link{Text: "and 2 more", Href: "/volumes?coverage=failing"},
		Actions: []AttentionAction{{Text: text, About: text, Href: "/snapshots?sort=created"}, {Text: text, About: text, Href: "/failures/dismiss", Post: true, Quiet: true, Fields: []ui.HiddenField{{Name: "cause", Value: text}}}},
	}
}

func heatOf(text string) *HeatMap {
	return &HeatMap{From: text, To: text, Days: 3, All: ui.Link{Text: text, Href: "/volumes"}, Sampled: text, Rows: []HeatRow{{
		Volume: ui.Link{Text: text, Href: "/v"}, State: "late", Pill: ui.Pill{Tone: "warn", Icon: "clock", Label: text}, Detail: text,
		Runs: []HeatRun{{State: "unknown", Text: text, Path: HeatPath("unknown", 0, 2)}, {State: "late", Text: text, Path: HeatPath("late", 2, 1)}},
	}}}
}

func chartOf(text string) *ui.LineChart {
	return &ui.LineChart{Label: text, Line: "0.00,90.00 50.00,40.00", Future: "50.00,40.00 100.00,10.00", Limit: "10.00", Top: text, Bottom: text, From: text, To: text, TableName: text, Columns: []string{text, text}, Rows: [][]string{{text, text}}}
}

func failed() Operation {
	o := running()
	o.Pill, o.Stage, o.Running, o.TypicalDuration = ui.Pill{Tone: "bad", Icon: "cross", Label: "Failed"}, "Failed", false, ""
	o.State, o.Error = "failed", "request-failed"
	o.CanRetry, o.CanDeleteOrphan, o.Size = true, true, "10 GB"
	o.Failure = &Failure{
		Code: "quota", Happened: "It failed.", Did: "Nothing was created.", Quote: "Size: too large", Ways: []ui.Link{{Text: "Free up space", Href: "/snapshots"}}, Next: "Try again.", RequestID: "req-1",
		Messages: []Message{{Code: "VDC-5-0", Text: "the storage is out of order"}},
	}
	return o
}

func prevented() Operation {
	o := failed()
	o.Pill, o.Stage, o.Label = ui.Pill{Tone: "prevented", Icon: "lock", Label: "Not deleted: locked"}, "Not deleted: locked", "Delete snapshot"
	o.Kind, o.State, o.Cause, o.Error, o.CanRetry, o.CanDeleteOrphan = "delete-snapshot", "cancelled", "locked", "locked", false, false
	o.Review, o.Reason = ui.Link{Text: "Review deletion", Href: "/snapshots/s-1/delete"}, "The snapshot is locked."
	return o
}

func lost() Operation {
	o := running()
	o.State, o.Arrives = "submitting", &Arrival{Clock: "16:36", ISO: "2026-11-23T16:36:00Z", Left: "2 min left", Creates: true}
	return o
}

func twice() []Twice {
	at := moment()
	return []Twice{
		{ID: "op-1", Name: "nightly", Operation: "/operations/op-1", Volume: ui.Link{Text: "db-01", Href: "/v"}, N: 2, Surplus: ui.Link{Text: "nightly", Href: "/snapshots/s-2"}, Created: &at, Review: "/snapshots/s-2/delete"},
		{ID: "op-2", Name: "weekly", Operation: "/operations/op-2", N: 3, Leaving: true},
		{ID: "op-3", Name: "daily", Operation: "/operations/op-3", N: 2},
	}
}

func quotaMeter() ui.Meter {
	return ui.Meter{
		ID: "quota-HDD", Label: "HDD quota", Text: "50 GB of 200 GB used (25 %)", Tone: "good", Limit: 200, Free: "90 GB",
		Parts: []ui.MeterPart{{Kind: "used", Label: "Used", Text: "50 GB", GB: 50}, {Kind: "planned", Label: "Planned by 2 operations", Text: "50 GB", GB: 50}, {Kind: "added", Label: "This snapshot", Text: "10 GB", GB: 10}},
		Notes: []string{"30 GB will be freed by 1 planned deletion."}, Warning: "Too much.",
	}
}

func ptr[T any](value T) *T { return &value }
func sourceRow() SourceRow {
	return SourceRow{
		ID: "s-1", Name: ui.Link{Text: "nightly", Href: "/snapshots/s-1"}, Size: "10 GB", Bytes: "10 737 418 240 bytes", Location: "de/fra", Created: moment(),
		Creator: ui.Pill{Tone: "quiet", Icon: "none", Label: "Terraform", Title: "Its name says so."}, Pair: "s-1/v-1/there", Choose: "/snapshots/s-1/source",
		Inference: SourceInference{
			Confidence: ui.Pill{Tone: "good", Icon: "check", Label: "Certain"}, More: 2, CounterEvidence: []string{"Nothing tells them apart."},
			Candidates: []SourceCandidate{{Volume: ui.Link{Text: "db-01", Href: "/v"}, Datacenter: ui.Link{Text: "prod", Href: "/d"}, Evidence: []string{"A request names it."}}},
		},
	}
}

func timeline() Timeline {
	return Timeline{
		Caption: "24 Oct 2026 – 23 Nov 2026", Ranges: []ui.Tab{{Text: "30 days", Href: "?range=30d#timeline", Current: true}, {Text: "All", Href: "?range=all#timeline"}},
		Ticks: []TimeTick{{At: "20.0%", Label: "1 Nov"}, {At: "40.0%", Label: "8 Nov", Odd: true}, {At: "95.0%", Label: "22 Nov", Hidden: true}}, Now: "98.0%",
		Legend: []LegendEntry{{"good", "Available"}, {"locked", "Locked"}}, Note: "1 snapshot is outside of this time.",
		Strips: []Strip{{
			Label: ui.Link{Text: "db-01", Href: "/v"},
			Marks: []TimeMark{{At: "30.0%", Y: SnapshotY(), Shape: "good", Href: "/snapshots/s", Title: "nightly: 10 GB"}, {At: "60.0%", Y: SnapshotY(), Shape: "many", Count: "3", Highlight: "locked", Href: "?from=a&to=b#timeline", Title: "3 snapshots"}},
			Gaps:  []TimeGap{{From: "30.0%", Width: "30.0%", Middle: "45.0%", Text: "11 days without a snapshot", Short: "11 days", Room: "some"}, {From: "60.0%", Width: "1.0%", Middle: "60.5%", Text: "2 hours without a snapshot", Short: "2 hours", Room: "none"}},
			Ticks: []TimeMark{{At: "70.0%", Y: OperationY(), Shape: "restored", Href: "/operations/o", Title: "Restored"}},
			Items: []TimeItem{{When: moment(), Label: ui.Link{Text: "nightly", Href: "/snapshots/s"}, Text: ", 10 GB"}, {When: moment(), Text: "11 days without a snapshot"}},
		}},
	}
}

func TestComponents_Golden(t *testing.T) {
	t.Parallel()
	waiting := running()
	waiting.Pill, waiting.Stage, waiting.CanCancel, waiting.CanMoveUp, waiting.TypicalDuration = ui.Pill{Tone: "quiet", Icon: "clock", Label: "Waiting"}, "Waiting for prod, 2 ahead", true, true, ""
	row := SnapshotRow{ID: "s-1", Name: ui.Link{Text: "nightly", Href: "/snapshots/s-1"}, Pill: ui.Pill{Tone: "good", Icon: "check", Label: "Available"}, Size: "10 GB", Bytes: "10 737 418 240 bytes", Created: moment(), CreatedBy: "amy"}
	for name, c := range map[string]templ.Component{
		"operation-running":  OperationCard(running()),
		"operation-waiting":  OperationCard(waiting),
		"operation-failed":   OperationCard(failed()),
		"operation-row":      OperationRow(failed()),
		"operation-undone":   OperationCard(prevented()),
		"operation-lost":     OperationCard(lost()),
		"operation-stuck":    OperationStatus(OperationPage{Operation: running(), Resolve: &ResolveForm{Action: "/operations/op-1/resolve", Stuck: true}}),
		"overview-not-read":  OverviewCoverage(CoverageBar{Loading: "Snapdeck has read 1 of 3 data centers."}),
		"overview-empty":     OverviewCoverage(CoverageBar{Empty: true}),
		"overview-coverage":  OverviewCoverage(coverageBar("protected")),
		"overview-well":      OverviewAttention(shell(), Attention{Well: "Every volume has a snapshot younger than 24 h. Oldest: web-02-data, 21 h."}),
		"overview-attention": OverviewAttention(shell(), Attention{Lines: []AttentionLine{attentionLineOf("db-01-wal")}, Dismissed: []DismissedFailure{{Text: "1 snapshot failed: storage quota is full", By: "ada", At: moment(), Names: []ui.Link{{Text: "db-01", Href: "/v"}}}}}),
		"overview-heat":      OverviewHeat(heatOf("db-01-wal")),
		"overview-chart":     OverviewCost(CostPanel{Title: "Cost of snapshots", Amount: "≥ 12.40 EUR", Unit: "a month", Trend: "+3 % in 30 days", Notes: []string{"No price is set for us/las."}, Chart: chartOf("1 GB")}),
		"overview-ages":      OverviewAges(AgePanel{Summary: "20 % of the GB are older than 90 days.", Review: ui.Link{Text: "Review oldest", Href: "/snapshots?sort=created"}, Rows: []AgeRow{{"over 90 days", "10 GB", "1", "0.50 EUR", "20.00%", true}}}),
		"overview-start":     OverviewStart(&GettingStarted{Steps: []StartStep{{"connect", ui.Link{Text: "Connect a contract", Href: "/help"}, "Set IONOS_TOKEN.", false}, {"target", ui.Link{Text: "Set the target age", Href: "/settings"}, "24 h now.", true}}}),
		"overview-running":   OverviewRunning(RunningPanel{Lines: []Operation{{ID: "op-1", Kind: "create-snapshot", State: "provisioning", Name: "nightly", Href: "/operations/op-1", Label: "Create snapshot", Pill: running().Pill, Stage: "Provisioning", Elapsed: "0:42", Since: "2026-11-23T12:00:00Z"}}, More: 3, Others: []OpenRequest{{ID: "r", Label: "Change server", By: "ops@example.com", Datacenter: ui.Link{Text: "dr", Href: "/d"}, Pill: running().Pill, RequestedAt: moment()}}}),
		"created-twice":      CreatedTwice(twice()),
		"retry-form":         retryForm(RetryForm{Action: "/operations/op-1/again", Back: "/batches/b", Key: "k", Steps: []RetryStep{{"Power off web", true}, {"Overwrite db", false}}, Running: []string{"srv"}, Warnings: []string{"web is running."}, Danger: true, Undo: "10 minutes", Phrase: "overwrite db"}),
		"resent":             ResentPage(shell(), Resent{Title: "10 of 11 were already requested 2 min ago", Text: "Nothing was recorded now.", Link: ui.Link{Text: "Show operations", Href: "/batches/b"}, Forms: []ResentForm{{"/bulk/create", "Create the missing 1", []ui.HiddenField{{Name: "key", Value: "k"}}}}}),
		"flash":              flash(PageLayout{Asset: shell().Asset, Flash: &Flash{Code: "earlier", Operation: "op-1", State: "undone", Text: "Already requested 2 min ago, and undone since.", Link: ui.Link{Text: "Show it", Href: "/operations/op-1"}}}),
		"operation-unknown":  OperationStatus(OperationPage{Operation: running(), Resolve: &ResolveForm{Action: "/operations/op-1/resolve", Creates: true, Candidates: []SnapshotRow{row}}}),
		"saved-views":        SavedViews(SavedMenu{All: ui.Link{Text: "All volumes", Href: "/volumes"}, Views: []SavedView{{ID: "1", Link: ui.Link{Text: "HDDs", Href: "/volumes?type=HDD"}, IsDefault: true, Selected: true}}, Address: "/volumes?type=HDD", SaveHref: "/views?address=x", Name: "HDDs", IsDefault: true}),
		"saved-view":         savedView(*anySaved("slow ones")),
		"unsaved-view":       unsavedView(*anySaved("slow ones")),
		"list-empty":         ui.ListTable("list", ui.List{Caption: "Snapshots", Empty: ui.Empty{Title: "Nothing matches", Text: "No snapshots match.", Link: ui.Link{Text: "Show all", Href: "/snapshots"}}}, nil),
		"problem":            BareProblem(shell(), ProblemPage{Status: 404, Title: "No such page", Sentences: []string{"No page has this address."}, Links: []ui.Link{{Text: "Overview", Href: "/"}}}),
		"quotas":             OverviewQuota(QuotaPanel{Meters: []ui.Meter{quotaMeter()}, Forecast: "Not growing."}),
		"consequences":       Consequences(CreateForm{Size: "10 GB", Cost: "0.50 EUR / 30 days", State: row.Pill, Consistency: "Crash-consistent.", TypicalDuration: "Usually 2 min to 4 min for about 50 GB in de/fra.", Quota: ptr(quotaMeter())}),
		"login":              LoginPage(shell(), Login{Next: "/volumes", Reason: "Your session ended.", Error: "The user name or the password is wrong."}),
		"batch":              BatchProgress(Batch{Total: 4, Failed: 1, Href: "/batches/b", Counts: []BatchShare{{"available", 3, "good", "/batches/b?only=done", false}, {"failed", 1, "bad", "/batches/b?only=failed", false}}}),
		"create-with-errors": CreatePage(shell(), CreateForm{Action: "/v/snapshots", Back: "/v", Key: "k", Volume: "db-01", Values: CreateValues{Name: "x"}, Errors: map[string]string{"name": "The name is too long."}, Size: "10 GB", State: row.Pill, Consistency: "Crash-consistent.", Warnings: []string{"One was made a minute ago."}}),
		"source-row":         SourceTableRow(sourceRow()),
		"source-review":      sourceReviewForm(SourceReview{Key: "k", Back: "/snapshots/sources", Calls: 3, Labels: []LabelRow{{"snapdeck-volume", "v-1"}}, Pairs: []SourcePair{{Pair: "s-1/v-1/there", Snapshot: row.Name, Created: moment(), Volume: ui.Link{Text: "db-01", Href: "/v"}, Datacenter: ui.Link{Text: "prod", Href: "/d"}, Confidence: row.Pill, Evidence: []string{"A request names it."}}}}),
		"timeline":           TimelinePanel(timeline()),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			viewtest.RequireGolden(t, name, c)
		})
	}
}

// Every text is an attack.
func TestComponents_EscapeInput(t *testing.T) {
	t.Parallel()
	const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>'`
	link := ui.Link{Text: evil, Href: "javascript:alert(1)"}
	o := failed()
	o.Name, o.Volume, o.Datacenter, o.Snapshot, o.Actor, o.Stage, o.RequestID = evil, link, link, link, evil, evil, evil
	o.Failure = &Failure{Code: evil, Happened: evil, Quote: evil, Ways: []ui.Link{{Text: evil, Href: evil}}, Did: evil, Next: evil, RequestID: evil, Messages: []Message{{evil, evil}}}
	o.History = []HistoryLine{{evil, moment(), evil}}
	headers := []ui.Column{{Class: "main", InlineLabel: evil}}
	for name, c := range map[string]templ.Component{
		"card": OperationCard(o), "row": OperationRow(o), "saved": SavedViewsPage(shell(), SavedPage{Unsaved: anySaved(evil), Views: []SavedView{*anySaved(evil)}}), "saved menu": SavedViews(SavedMenu{All: link, Views: []SavedView{*anySaved(evil)}, Address: evil, Name: evil, Problem: evil, SaveHref: link.Href}),
		"page":    SnapshotPage(shell(), Snapshot{Name: evil, Description: evil, RawDescription: evil, Actions: Actions{Name: evil, Text: evil, Key: evil, Labels: []LabelRow{{evil, evil}}, Own: []Message{{evil, evil}}, Lock: &LockView{Reason: evil}}, Main: []ui.Fact{{Label: evil, Text: evil, Href: link.Href, Copy: true}}}),
		"form":    CreatePage(shell(), CreateForm{Volume: evil, Values: CreateValues{evil, evil, evil, true}, Errors: map[string]string{"name": evil}, Warnings: []string{evil}}),
		"edit":    EditPage(shell(), EditForm{Name: evil, Texts: []EditField{{Field: evil, Label: evil, Help: evil, Was: evil, Value: evil}}, Conflicts: []EditConflict{{evil, evil, evil}}}),
		"delete":  DeletePage(shell(), DeleteForm{Name: evil, Phrase: evil, PhraseError: evil, Remaining: evil, OnlyGoodCopy: true}),
		"restore": RestoreView(shell(), RestorePage{Name: evil, Problem: evil, New: &NewVolumeForm{Name: evil, Size: evil, Location: evil}, Overwrite: &OverwriteForm{Volume: link, VolumeID: evil, Phrase: evil, Power: Power{Running: evil}, SafetyName: evil, Warnings: []string{evil}}}),
		"login":   LoginPage(shell(), Login{User: evil, Next: evil, Error: evil}),
		"overview": OverviewPage(shell(), Overview{
			Coverage: coverageBar(evil), Attention: Attention{Lines: []AttentionLine{attentionLineOf(evil)}, Dismissed: []DismissedFailure{{Text: evil, By: evil, Names: []ui.Link{link}}}},
			Start: &GettingStarted{Steps: []StartStep{{evil, link, evil, false}}}, Heat: heatOf(evil), Cost: CostPanel{Title: evil, Amount: evil, Trend: evil, Notes: []string{evil}, Chart: chartOf(evil)},
			Ages: AgePanel{Summary: evil, Review: link, Rows: []AgeRow{{evil, evil, evil, evil, evil, true}}}, Quota: QuotaPanel{Meters: []ui.Meter{quotaMeter()}, Forecast: evil, Chart: chartOf(evil)},
			Running: RunningPanel{Lines: []Operation{{ID: evil, Name: evil, Href: link.Href, Label: evil, Stage: evil}}, Others: []OpenRequest{{ID: evil, Label: evil, By: evil, Datacenter: link}}},
		}),
		"set":     SetRestorePage(shell(), SetRestore{Title: evil, Spread: evil, Facts: []ui.Fact{{Label: evil, Text: evil}}, Pairs: []SetPair{{Volume: link, Snapshot: link, Since: evil}}, Skipped: []Skipped{{link, evil, evil}}, Power: Power{Off: evil}, Warnings: []string{evil}, Phrase: evil}),
		"steps":   BatchPage(shell(), Batch{Heading: evil, Steps: []ChainStep{{Operation: o, Number: 1, Title: evil, WaitsFor: evil, IfFails: evil}}, Cancel: link.Href, Back: evil}),
		"machine": ServerPage(shell(), Server{Name: evil, ID: evil, Facts: []ui.Fact{{Label: evil, Text: evil}}, List: ui.List{Columns: headers, Rows: 1}, Volumes: []ui.Row{{ID: evil, Cells: []ui.Cell{{Text: evil, Href: link.Href}}}}}),
		"bulk":    BulkPage(shell(), BulkReview{Template: evil, Description: evil, From: evil, Rows: []BulkVolume{{VolumeRow: VolumeRow{ID: evil, Name: link}, Proposal: evil}}, Skipped: []Skipped{{link, evil, evil}}}),
		"sources": SourcesPage(shell(), Sources{Rows: []SourceRow{{ID: evil, Name: link, Pair: evil, Creator: ui.Pill{Label: evil, Title: evil}, Choose: link.Href, Inference: SourceInference{CounterEvidence: []string{evil}, Candidates: []SourceCandidate{{Volume: link, Datacenter: link, Evidence: []string{evil}}}}}}, List: ui.List{Rows: 1}, History: HistoryStatus{Text: evil, Cause: []string{evil}}, Address: evil}),
		"choice":  SourceChoicePage(shell(), SourceChoice{Name: evil, Query: evil, None: evil, Options: []SourceOption{{Pair: evil, Volume: evil, Datacenter: evil, Note: evil}}}),
		"time":    TimelinePanel(Timeline{Caption: evil, Note: evil, Strips: []Strip{{Label: link, Marks: []TimeMark{{Href: link.Href, Title: evil, Shape: "good", Count: evil}}, Gaps: []TimeGap{{Text: evil, Room: "some"}}, Items: []TimeItem{{Label: link, Text: evil}}}}}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			html := viewtest.Render(t, c)
			require.NotContains(t, html, "<script>alert")
			require.NotContains(t, html, "<img src=x")
			require.NotContains(t, html, `"javascript:`)
		})
	}
}
