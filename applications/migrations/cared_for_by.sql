-- Whoever filed a request has cared for it until now.  As the fund, which alone sees every row.
SELECT act_as(NULL, NULL, true);
UPDATE applications_application SET cared_for_by_id = filed_by_id;
SET CONSTRAINTS ALL IMMEDIATE;
