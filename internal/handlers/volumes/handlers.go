package volumes

import (
	"snapdeck/internal/handlers/createform"
	"snapdeck/internal/handlers/forms"
	"snapdeck/internal/handlers/opview"
	"snapdeck/internal/handlers/snapshotlist"
	"snapdeck/internal/handlers/timelineview"
	"snapdeck/internal/handlers/volumelist"
	"snapdeck/internal/handlers/web"
)

// Handlers answers the requests of the area.
type Handlers struct {
	*web.Base
	*forms.Recorder
	forms      *createform.Forms
	ops        *opview.Viewer
	list       *snapshotlist.List
	timeline   *timelineview.Viewer
	volumeList *volumelist.List
}

// New returns the handlers of the area.
func New(base *web.Base, recorder *forms.Recorder) *Handlers {
	return &Handlers{Base: base, Recorder: recorder, forms: createform.New(base), ops: opview.New(base), list: snapshotlist.New(base), timeline: timelineview.New(base), volumeList: volumelist.New(base)}
}
