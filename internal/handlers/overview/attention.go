package overview

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"snapdeck/internal/auth"
	"snapdeck/internal/coverage"
	"snapdeck/internal/handlers/ledger"
	"snapdeck/internal/handlers/opview"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/quotas"
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
	"snapdeck/internal/sample"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// The limits of the list of what needs attention.
const (
	maxNames      = 3  // names per line
	maxUnknown    = 5  // operations whose outcome is unknown
	maxPlanned    = 8  // deletions that can be undone
	maxFormIDs    = 50 // volumes that a button names one by one; for more, it leads to a list
	almostFull    = 0.9
	oldestSources = "/snapshots?sort=created"
)

// attention returns what the user should look at, the most urgent first.
func (s *Handlers) attention(ctx context.Context, req web.Request, r *coverage.Report, history []sample.Point[sample.ContractDay]) (views.Attention, error) {
	prevented, err := s.preventedLines(ctx, req)
	if err != nil {
		return views.Attention{}, err
	}
	groups := s.Failures.Of(ctx, r, req.Now)
	failed, dismissed := s.failedOperations(ctx, req)
	a := views.Attention{Dismissed: append(dismissedGroups(req, groups), dismissed...)}
	a.Lines = slices.Concat(
		s.failureLines(req, groups), failed, s.unknownLines(req), s.twiceLines(ctx, req), s.plannedLines(req), prevented,
		s.coverageLines(req, r), s.quotaLines(req, history), sourceLines(req),
	)
	a.Well = wellText(req, r)
	return a, nil
}

// wellText returns the sentence shown when there is nothing to do.
func wellText(req web.Request, r *coverage.Report) string {
	switch {
	case !r.Complete:
		return "Nothing so far. The contract is still being read."
	case r.Total.Count == 0:
		return "Nothing to do. Volumes that are created in the contract are listed here when they need a snapshot."
	case !r.AllProtected():
		return "Nothing to do."
	}
	which := "Every volume"
	if r.Sum(coverage.Excluded).Count > 0 {
		which = "Every volume that is not excluded"
	}
	young := "younger than " + ui.Span(r.Target)
	if slices.ContainsFunc(r.Volumes, func(v coverage.Volume) bool { return v.Target.Own && !v.Target.Excluded }) {
		young = "younger than its target"
	}
	text := fmt.Sprintf("%s has a snapshot %s.", which, young)
	if id, age := oldestGood(r, req.Now); id != "" {
		text += fmt.Sprintf(" Oldest: %s, %s.", resource.VolumeLink(r.View, id, "").Text, ui.Span(age))
	}
	return text
}

// oldestGood returns the volume whose newest good snapshot is the oldest.
func oldestGood(r *coverage.Report, now time.Time) (volumeID string, oldest time.Duration) {
	oldest = -1
	for i := range r.Volumes {
		v := &r.Volumes[i]
		if age, ok := v.Age(now); ok && v.State != coverage.Excluded && age > oldest {
			volumeID, oldest = v.ID, age
		}
	}
	return volumeID, oldest
}

// coverageLines returns a line for the volumes without a snapshot, and one for those whose snapshots are too old.
func (s *Handlers) coverageLines(req web.Request, r *coverage.Report) []views.AttentionLine {
	if !r.Complete {
		return nil
	}
	var lines []views.AttentionLine
	if n := r.Sum(coverage.Never).Count; n > 0 {
		line := s.coverageLine(r, coverage.Never, n)
		line.Tone, line.Icon, line.Title = "bad", "none-yet", quantity.Plural(n, "volume has", "volumes have")+" no snapshot"
		lines = append(lines, line)
	}
	if n := r.Sum(coverage.Late).Count; n > 0 {
		line := s.coverageLine(r, coverage.Late, n)
		line.Tone, line.Icon, line.Title = "warn", "clock", quantity.Plural(n, "volume is", "volumes are")+" late"
		line.Text = joinTexts(oldestText(req, r.View, r.WorstOf(coverage.Late, 1)[0]), line.Text)
		lines = append(lines, line)
	}
	return lines
}

// coverageLine returns the n volumes in a state, with the button that creates a snapshot of each of them of
// which none is being created.
func (s *Handlers) coverageLine(r *coverage.Report, state coverage.State, n int) views.AttentionLine {
	volumes, href := r.WorstOf(state, maxFormIDs), coverageHref(state)
	line := views.AttentionLine{
		ID: "attention-" + string(state), Kind: string(state), Count: n, Href: href, Names: volumeNames(r.View, volumes), More: moreNames(n, href),
	}
	if n > len(volumes) {
		line.Actions = []views.AttentionAction{{Text: "Show " + quantity.Count(n) + " volumes", Href: href}}
		return line
	}
	var ids []string
	for _, v := range volumes {
		if !ledger.CreateInProgress(s.Operations, v.ID) {
			ids = append(ids, v.ID)
		}
	}
	if running := n - len(ids); running > 0 {
		line.Text = quantity.Plural(running, "snapshot", "snapshots") + " in progress"
	}
	if len(ids) > 0 {
		line.Actions = []views.AttentionAction{createAction(r.View, ids)}
	}
	return line
}

func oldestText(req web.Request, v *inventory.View, worst coverage.Volume) string {
	good := worst.LastGood()
	if good.At.IsZero() {
		return ""
	}
	return fmt.Sprintf("longest: %s, %s old", resource.VolumeLink(v, worst.ID, "").Text, ui.Span(req.Now.Sub(good.At)))
}

// joinTexts joins the texts that are not empty.
func joinTexts(texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(text string) bool { return text == "" }), ", ")
}

// volumeNames returns links to the first few volumes.
func volumeNames(v *inventory.View, volumes []coverage.Volume) []ui.Link {
	names := make([]ui.Link, 0, maxNames)
	for _, x := range volumes[:min(len(volumes), maxNames)] {
		names = append(names, resource.VolumeLink(v, x.ID, ""))
	}
	return names
}

// moreNames links to the rest of n volumes.
func moreNames(n int, href string) ui.Link {
	if n <= maxNames {
		return ui.Link{}
	}
	return ui.Link{Text: "and " + quantity.Count(n-maxNames) + " more", Href: href}
}

// createAction links to the form of one volume, or to the review of several.
func createAction(v *inventory.View, ids []string) views.AttentionAction {
	if len(ids) == 1 {
		vol, _ := v.Volume(ids[0])
		return views.AttentionAction{Text: "Create snapshot", About: " of " + texts.DisplayName(vol.Name, vol.ID), Href: paths.VolumeHref(vol.DatacenterID, vol.ID) + "/create"}
	}
	a := views.AttentionAction{Text: "Create " + quantity.Plural(len(ids), "snapshot", "snapshots"), Href: paths.BulkPath, Post: true}
	for _, id := range ids {
		a.Fields = append(a.Fields, ui.HiddenField{Name: "vol", Value: id})
	}
	return a
}

// sourceLines returns lines for the snapshots whose certain source is not recorded yet, and for those whose likely
// source may decide whether volumes are protected.
func sourceLines(req web.Request) []views.AttentionLine {
	var lines []views.AttentionLine
	if n := req.View.UnwrittenSources(); n > 0 {
		lines = append(lines, views.AttentionLine{
			ID: "attention-certain", Kind: "certain", Count: n, Tone: "quiet", Icon: "check", Href: paths.SourcesPath + "?grade=certain",
			Title: quantity.Plural(n, "snapshot has a certain source", "snapshots have a certain source"), Text: "not written to IONOS Cloud yet",
			Actions: []views.AttentionAction{{
				Text: "Write " + quantity.Plural(n, "source", "sources") + " to IONOS Cloud", Href: paths.SourcesPath + "/review", Post: true,
				Fields: []ui.HiddenField{{Name: "from", Value: paths.SourcesPath}, {Name: "match", Value: paths.SourcesPath + "?grade=certain"}},
			}},
		})
	}
	if n := req.View.LikelySources(); n > 0 {
		lines = append(lines, views.AttentionLine{
			ID: "attention-likely", Kind: "likely", Count: n, Tone: "quiet", Icon: "question", Href: paths.SourcesPath + "?grade=likely",
			Title: quantity.Plural(n, "snapshot has a likely source", "snapshots have a likely source"), Text: "counted apart until confirmed",
			Actions: []views.AttentionAction{{Text: "Review " + quantity.Plural(n, "match", "matches"), Href: paths.SourcesPath + "?grade=likely", Right: string(auth.RightMaintain)}},
		})
	}
	return lines
}

// quotaLines returns a line for each quota that is almost full.
func (s *Handlers) quotaLines(req web.Request, history []sample.Point[sample.ContractDay]) []views.AttentionLine {
	var lines []views.AttentionLine
	for _, q := range s.contractQuotas(req) {
		if !q.Known() || q.Used < almostFull*q.Limit {
			continue
		}
		line := views.AttentionLine{
			ID: "attention-quota-" + q.kind, Kind: "quota", Count: 1, Tone: "warn", Icon: "alert", Href: "#quotas",
			Title: fmt.Sprintf("%s quota is %s used", q.kind, quotas.PercentOf(q.Used, q.Limit)), Text: quantity.GB(max(0, q.Unused())) + " free",
		}
		if q.PlannedCount > 0 {
			line.Text += ", waiting operations need " + q.Planned.Text()
		}
		if q.Used >= 0.95*q.Limit {
			line.Tone = "bad"
		}
		if q.kind == "HDD" {
			line.Text += forecastSuffix(req, sample.ForecastOf(sample.HDDUse(history)))
			line.Actions = []views.AttentionAction{{Text: "Free up space", Href: oldestSources, Right: string(auth.RightMaintain)}}
		}
		lines = append(lines, line)
	}
	return lines
}

// plannedLines returns the deletions that can still be undone, the next first, with one line for each batch.
func (s *Handlers) plannedLines(req web.Request) []views.AttentionLine {
	batches := map[string][]operation.Operation{}
	var order []string
	for _, op := range s.Operations.Deletions() {
		if !op.Planned() {
			continue
		}
		id := op.ID
		if op.Batch != "" {
			id = op.Batch
		}
		if batches[id] == nil {
			order = append(order, id)
		}
		batches[id] = append(batches[id], op)
	}
	slices.Reverse(order)
	var lines []views.AttentionLine
	for _, id := range order[:min(len(order), maxPlanned)] {
		lines = append(lines, plannedLine(req, id, batches[id]))
	}
	if more := len(order) - len(lines); more > 0 {
		lines = append(lines, views.AttentionLine{
			ID: "attention-planned", Kind: "planned", Count: more, Tone: "warn", Icon: "clock", Href: "/snapshots?kept=planned",
			Title: quantity.Plural(more, "more planned deletion", "more planned deletions"),
		})
	}
	return lines
}

func plannedLine(req web.Request, id string, ops []operation.Operation) views.AttentionLine {
	first, size := ops[0], quantity.TotalOf(ops, func(op operation.Operation) float64 { return op.SizeGB })
	line := views.AttentionLine{
		ID: "planned-" + id, Kind: "planned", Operation: string(first.Kind), State: string(first.State), Count: len(ops), Tone: "warn", Icon: "clock",
		Title: texts.TargetName(first), Href: opview.TargetHref(req, first), When: new(req.Due(first.NotBefore)), WhenWord: "will be deleted", Text: size.Text(),
	}
	undo := paths.OperationHref(first.ID) + "/cancel"
	switch {
	case first.Batch != "":
		line.Title, line.Href, undo = texts.SnapshotCountText(len(ops)), paths.BatchHref(first.Batch), paths.BatchHref(first.Batch)+"/cancel"
	case first.VolumeID != "":
		line.Text += " of " + texts.DisplayName(first.VolumeName, first.VolumeID)
	}
	line.Actions = []views.AttentionAction{{
		Text: "Undo", About: " the deletion of " + line.Title, Href: undo, Post: true, Fields: []ui.HiddenField{{Name: "back", Value: "/"}},
	}}
	return line
}

// preventedLines returns the operations of the last day that were not carried out, and why.
func (s *Handlers) preventedLines(ctx context.Context, req web.Request) ([]views.AttentionLine, error) {
	shown, more, err := s.preventedLately(ctx, req)
	if err != nil {
		return nil, err
	}
	var lines []views.AttentionLine
	for _, o := range shown {
		line := views.AttentionLine{
			ID: "prevented-" + o.ID, Kind: "prevented", Cause: o.Cause, State: o.State, Operation: o.Kind, Count: 1, Tone: "prevented", Icon: o.Pill.Icon,
			Title: o.Pill.Label, Href: o.Href, Names: []ui.Link{{Text: o.Name, Href: o.Snapshot.Href}}, Text: o.Reason,
		}
		if o.Review.Href != "" {
			line.Actions = []views.AttentionAction{{Text: o.Review.Text, About: ": " + o.Name, Href: o.Review.Href}}
		}
		lines = append(lines, line)
	}
	if more > 0 {
		lines = append(lines, views.AttentionLine{
			ID: "attention-prevented", Kind: "prevented", Count: more, Tone: "prevented", Icon: "dash", Href: "/operations?outcome=prevented",
			Title: quantity.Plural(more, "more operation was", "more operations were") + " not carried out",
		})
	}
	return lines, nil
}

func (s *Handlers) twiceLines(ctx context.Context, req web.Request) []views.AttentionLine {
	var lines []views.AttentionLine
	for _, t := range s.list.TwiceOf(ctx, req, func(operation.CreatedTwice) bool { return true }) {
		line := views.AttentionLine{
			ID: "twice-" + t.ID, Kind: "twice", Count: t.N, Tone: "bad", Icon: "alert", Title: "Created " + twiceText(t.N) + ": " + t.Name, Href: t.Operation,
			Text: "IONOS Cloud received the request more than once.", Names: []ui.Link{t.Volume},
		}
		switch {
		case t.Surplus.Href != "":
			line.Actions = []views.AttentionAction{{Text: "Review deletion", About: " of the newest", Href: t.Review, Surplus: true}}
		case t.Leaving:
			line.Text += " The others are being deleted."
		default:
			line.Text += " Each of them is locked or in use."
		}
		lines = append(lines, line)
	}
	return lines
}

func twiceText(n int) string {
	if n == 2 {
		return "twice"
	}
	return quantity.Count(n) + " times"
}
