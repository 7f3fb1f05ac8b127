// The designer's canvas: draws a process, edits it with a panel in Chinese, checks and saves it.
//
// <div data-module="modeler" data-xml-url data-save-url data-check-url data-csrf data-options [data-revision]></div>
//   data-xml-url    GET → BPMN XML
//   data-options    GET → {"departments": [{value, label}], "forms": […], "decisions": […], and, if known, "letters", "items", "causes"}
//   data-save-url   POST {"xml", "revision"} → {"message"?, "revision"?}; a refusal is 4xx with {"error"}
//   data-check-url  POST {"xml"} → {"problems": [{"element", "severity": "error" | "warning", "message"}]}
// Both posts carry the header X-CSRFToken. The element fires `modeler:saved` and `modeler:checked`.
import { Workshop } from './modeler/workshop.js';
import './modeler.css';

for (const place of document.querySelectorAll('[data-module~="modeler"]')) new Workshop(place).open();
