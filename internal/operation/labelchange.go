package operation

import (
	"errors"
	"strings"

	"snapdeck/internal/inventory"
)

func labelMessages() messages {
	return messages{
		sending:       "Writing the labels.",
		running:       "IONOS Cloud writes the labels.",
		done:          "Labels updated.",
		refused:       "Labels that were written before the refusal are changed. Check them before you try again.",
		retrying:      "The labels are not written yet. Snapdeck retries automatically.",
		responseLost:  "The labels may be written. Snapdeck checks them before it retries.",
		notConfirmed:  "IONOS Cloud never confirmed the labels, and they were not written. Snapdeck stopped retrying.",
		notApplied:    "The labels have other values. Another user or tool may have changed them since.",
		requestFailed: "The labels were not changed.",
		unknown:       "Snapdeck could not determine whether the labels were changed. Check them before you try again.",
	}
}

// maxLabel is the maximal length of a label's key or value in characters. It is Snapdeck's own; the API
// publishes no limit.
const maxLabel = 63

// Clean trims a change and returns a sentence about its problem, or "".
func (c LabelChange) Clean() (LabelChange, string) {
	c.Key, c.Value = strings.TrimSpace(c.Key), strings.TrimSpace(c.Value)
	switch {
	case c.Key == "":
		return c, "Give the label a key."
	case inventory.OwnLabel(c.Key):
		return c, "Keys that start with " + inventory.OwnLabels + " are Snapdeck's own."
	case strings.ContainsAny(c.Key, "/?#%:"):
		return c, "A key cannot have any of / ? # % : in it."
	}
	if reason := checkText(c.Key, maxLabel, false); reason != "" {
		return c, "The key " + reason
	}
	if c.Remove {
		return c, ""
	}
	if c.Value == "" {
		return c, "Give the label a value."
	}
	if reason := checkText(c.Value, maxLabel, false); reason != "" {
		return c, "The value " + reason
	}
	return c, ""
}

type labelWriter struct {
	set    func(key, value string) error
	remove func(key string) error
}

func writeEach(changes []LabelChange, w labelWriter) error {
	for _, c := range changes {
		var err error
		if c.Remove {
			err = w.remove(c.Key)
		} else {
			err = w.set(c.Key, c.Value)
		}
		if c.Remove && errors.Is(err, inventory.ErrNotFound) {
			continue // the label or the resource is gone; verification decides
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func matchTargetState(labels map[string]string, changes []LabelChange) bool {
	for _, c := range changes {
		value, exists := labels[c.Key]
		if exists == c.Remove || !c.Remove && value != c.Value {
			return false
		}
	}
	return true
}
