package operation

import (
	"cmp"
	"fmt"

	"snapdeck/internal/foreign"
	"snapdeck/internal/inventory"
	"snapdeck/internal/quantity"
)

// The codes of failures that IONOS Cloud's messages define more precisely than their kind.
const (
	CodeQuota    = "quota"    // a storage limit of the contract is reached
	CodeName     = "name"     // the name is not accepted
	CodeLicence  = "licence"  // the licence type is not accepted
	CodeLocation = "location" // the location is not possible
	CodeInternal = "internal" // Snapdeck itself failed
	CodeSnapshot = "snapshot" // a snapshot is FAILED, and no operation of Snapdeck is known to have created it
)

// Explanation explains a failure: what happened, what Snapdeck did about it and what to do, one sentence each.
type Explanation struct {
	Code     string // of Failure.Code, or of a kind of failure
	Title    string // in a few words, for lists and badges: "Quota full"
	Happened string
	Did      string // empty where it is obvious
	Next     string
	Quote    string // the first message of IONOS Cloud, without paths and codes; empty without one

	titles map[Kind]string // more precise titles for some kinds; nil in what leaves this file
}

// explanations is the only table of explanations, by code.
func explanations() map[string]Explanation {
	return map[string]Explanation{
		CodeQuota:        {Title: "Quota full", Happened: "The storage quota of the contract is full.", Next: "Free up space or raise the quota, then retry."},
		CodeName:         {Title: "Name not accepted", Happened: "IONOS Cloud does not accept the name.", Next: "Choose another name, then try again."},
		CodeLicence:      {Title: "Licence type not accepted", Happened: "IONOS Cloud does not accept the licence type.", Next: "Choose another licence type, then try again."},
		CodeLocation:     {Title: "Wrong location", Happened: "This is not possible in that location.", Next: "Choose a data center in the location of the snapshot."},
		"unauthorized":   {Title: "Credentials not accepted", Happened: "IONOS Cloud did not accept Snapdeck's credentials (401).", Next: "Put a valid token into IONOS_TOKEN and restart Snapdeck. Tokens expire after a year at most."},
		"trial":          {Title: "Trial access", Happened: "The contract has trial access, which does not include this (402).", Next: "Ask the owner of the contract to end the trial, then retry."},
		"forbidden":      {Title: "Privilege missing", Happened: "The credentials lack the privilege for this (403).", Next: "Ask an administrator of the contract for the privilege, or for access to the data center, then retry."},
		"not-found":      {Title: "Not found", Happened: "The resource no longer exists (404).", Next: "Check in the lists whether it was deleted."},
		"method":         {Title: "Wrong address", Happened: "IONOS Cloud does not offer this call at its address (405).", Next: "Check that IONOS_API_URL is the address of the Cloud API, version 6."},
		"media-type":     {Title: "Format not accepted", Happened: "IONOS Cloud does not accept the format of the request (415).", Next: "Check that IONOS_API_URL is the address of the Cloud API, version 6. If it is, update Snapdeck."},
		"invalid":        {Title: "Values refused", Happened: "IONOS Cloud refused the values.", Next: "Correct the value that the message below names, then try again."},
		"busy":           {Title: "Locked by another change", Happened: "Another change holds the resource.", Next: "No action needed: Snapdeck retries when it is free."},
		"rate-limited":   {Title: "Request limit reached", Happened: "The request limit of the contract is used up (429).", Next: "No action needed: Snapdeck waits as long as IONOS Cloud requests. Terraform and other tools share this limit."},
		"server":         {Title: "IONOS Cloud error", Happened: "IONOS Cloud returned a server error.", Next: "No action needed now. If it persists, give the request id below to IONOS support."},
		"maintenance":    {Title: "Maintenance", Happened: "IONOS Cloud is under maintenance (503).", Next: "No action needed: Snapdeck continues when IONOS Cloud is back."},
		"unreachable":    {Title: "IONOS Cloud unreachable", Happened: "IONOS Cloud cannot be reached: no answer arrived over the network.", Next: "Check IONOS_API_URL and the network of the machine that runs Snapdeck."},
		"unreadable":     {Title: "Answer not readable", Happened: "The answer of IONOS Cloud could not be read.", Next: "Check that IONOS_API_URL is the address of the Cloud API, and that no proxy changes answers."},
		FailedRequest:    {Title: "Failed at IONOS Cloud", Happened: "IONOS Cloud accepted the request, then failed to complete it.", Next: "Retry. If it fails again, give the request id below to IONOS support."},
		OrphanSnapshot:   {Title: "Failed, snapshot left over", Happened: "IONOS Cloud accepted the request, failed to complete it, and left a snapshot behind.", Next: "Delete the leftover snapshot, which is billed like a good one, then retry."},
		LostOutcome:      {Title: "Outcome unknown", Happened: "The answer of IONOS Cloud was lost.", Next: "Check whether it took effect. If it did not, try again."},
		Conflict:         {Title: "Changed by someone else", Happened: "Another user or tool changed the same fields first.", Next: "Open the snapshot, check its current values, and change it again if you still want to."},
		Impossible:       {Title: "Does not fit", Happened: "The snapshot does not fit onto the volume.", Next: "Choose another volume, or create a new one from the snapshot."},
		NotStarted:       {Title: "Not started", Happened: "This step was not started.", Next: "Open the step before it, fix its cause, then start the whole again."},
		MissingAfterDone: {Title: "Missing", Happened: "IONOS Cloud reported success, but the result does not exist.", Next: "Check whether another user or tool deleted it. Create it again if you need it."},
		NotApplied:       {Title: "No effect", Happened: "IONOS Cloud accepted the request, but the change did not take effect.", Next: "Check the current state, then try again if you still want the change."},
		CodeSnapshot:     {Title: "Snapshot failed", Happened: "IONOS Cloud reports the snapshot as failed.", Next: "Create a new one. Delete the failed one, which is billed like a good one."},
		CodeInternal:     {Title: "Internal error", Happened: "Internal error in Snapdeck.", Next: "Search Snapdeck's log for the request id below."},

		CauseLocked:   {Title: "Locked", Happened: "The snapshot is locked.", Did: "Nothing was deleted.", Next: "Unlock it on its page if it may be deleted, then delete it again."},
		CauseLastGood: {Title: "Last good snapshot", Happened: "The snapshot became the last good one of a volume after its deletion was requested.", Did: "Nothing was deleted.", Next: "Review the deletion. To delete it anyway, confirm that it is the last one."},
		CauseInUse: {
			Title: "In use", Happened: "It is in use.", Next: "Wait until that has ended, then review it again.",
			titles: map[Kind]string{DeleteSnapshot: "In use by a restore", RestoreVolume: "A server is running", StopServer: "Snapshot not available"},
		},
		codeUnchecked:       {Title: "Could not be checked", Happened: "Snapdeck could not read from IONOS Cloud whether this was allowed.", Did: "Nothing was changed.", Next: "Check that IONOS Cloud can be reached, then review it again."},
		CauseBackupRestored: {Title: "A backup was restored", Happened: "A backup of Snapdeck's database was restored that still contained this operation.", Did: "Nothing was sent.", Next: "Review it again if you still want it."},
		CauseRightLost:      {Title: "No longer allowed", Happened: "The user who requested this is no longer allowed to.", Did: "Nothing was sent.", Next: "Ask a user who is allowed to."},
		CauseSafetyMissing:  {Title: "Safety snapshot missing", Happened: "The safety snapshot of the volume is not available.", Did: "Nothing was overwritten.", Next: "Review the restore again. It creates a new safety snapshot."},
	}
}

// codeUnchecked is the code of CauseUnreadable, whose value is also a kind of API error.
const codeUnchecked = "unchecked"

// ExplainCode explains a kind of failure, or a code of Operation.FailureCode.
func ExplainCode(code string) Explanation { return explainFor("", code) }

func explainFor(kind Kind, code string) Explanation {
	e, known := explanations()[code]
	if !known {
		e, code = explanations()[CodeInternal], CodeInternal
	}
	e.Code, e.Title, e.titles = code, cmp.Or(e.titles[kind], e.Title), nil
	return e
}

// FailureCode is the code of why an operation failed or was prevented: the kind of its failure, or a more
// precise code from IONOS Cloud's messages. Failures with the same code have the same cause. It is "" without a
// failure.
func (o Operation) FailureCode() string {
	f := o.Failure
	if f == nil {
		return ""
	}
	switch cause := o.Prevented(); {
	case cause == CauseUnreadable:
		return codeUnchecked
	case cause != "":
		return cause
	case f.Kind != "invalid" && f.Kind != FailedRequest:
		return f.Kind
	}
	for _, m := range f.Messages {
		if code := codeOfMessage(m); code != "" {
			return code
		}
	}
	return f.Kind
}

func codeOfMessage(m inventory.APIMessage) string {
	switch field := FieldOf(m); {
	case quotaOfMessage(m).refused:
		return CodeQuota
	case namesUse(m):
		return CauseInUse
	case field == "name":
		return CodeName
	case field == "licenceType":
		return CodeLicence
	case namesLocation(m):
		return CodeLocation
	default:
		return ""
	}
}

// Explain explains why an operation failed, was prevented or is unknown. It is empty without a failure.
func (o Operation) Explain() Explanation {
	if o.Failure == nil {
		return Explanation{}
	}
	e := explainFor(o.Kind, o.FailureCode())
	e.Quote = o.Failure.FirstSentence()
	switch {
	case o.Prevented() != "":
		if o.Failure.Text != "" {
			e.Happened = o.Failure.Text
		}
		return e
	case e.Code == CodeQuota:
		e.Happened = o.quotaSentence()
	case e.Code == CodeName && o.name() != "":
		e.Happened = "IONOS Cloud does not accept the name " + foreign.Quoted(o.name()) + "."
	case e.Code == CodeLicence && o.Params.LicenceType != "":
		e.Happened = fmt.Sprintf("IONOS Cloud does not accept the licence type %s.", o.Params.LicenceType)
	case e.Code == CauseInUse && o.Kind == DeleteSnapshot:
		e.Happened, e.Next = "A volume is being created from the snapshot, or restored with it.", "Wait until that is done, then delete it again."
	}
	o.explainOutcome(&e)
	return e
}

// explainOutcome adds the outcome of an operation, which depends on its kind.
func (o Operation) explainOutcome(e *Explanation) {
	e.Did = o.Failure.Text
	switch {
	case o.Kind == RestoreVolume && o.State == Failed && o.RequestID != "":
		e.Next = "Roll back to the safety snapshot, or restore the volume again, before its server is started."
	case o.State == Unknown:
		e.Did = cmp.Or(e.Did, "Snapdeck could not determine the outcome.")
	case !o.State.Final():
		e.Did, e.Next = cmp.Or(e.Did, "Snapdeck continues automatically."), "No action needed now."
	}
}

// name is the name that an operation sets, or "".
func (o Operation) name() string {
	if o.Task.Volume != nil && o.Kind == CreateVolume {
		return o.Task.Volume.Name
	}
	return o.Params.Name
}

// quotaSentence names the full quota with the needed and the free size.
func (o Operation) quotaSentence() string {
	for _, m := range o.Failure.Messages {
		q := quotaOfMessage(m)
		if !q.refused {
			continue
		}
		full := "The storage quota is full"
		if q.storage != "" {
			full = "The " + q.storage + " quota is full"
		}
		what := "this"
		if o.VolumeName != "" {
			what = o.VolumeName
		}
		switch {
		case q.counted:
			return fmt.Sprintf("%s: %s needs %s, %s.", full, what, quantity.NeededGB(q.needed), quantity.FreeGB(q.free))
		case o.SizeGB > 0:
			return fmt.Sprintf("%s: %s needs %s.", full, what, quantity.NeededGB(o.SizeGB))
		default:
			return full + "."
		}
	}
	return explanations()[CodeQuota].Happened
}
