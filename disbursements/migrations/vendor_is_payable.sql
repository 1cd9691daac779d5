-- A vendor is payable while a way to pay it is in force and works: whoever files asks about that
-- and may not look into the ways themselves.  Kept here so that no writer can forget it.
CREATE FUNCTION vendor_is_payable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE fund_vendor SET is_payable = usable.now
      FROM (SELECT EXISTS (
               SELECT FROM disbursements_payoutmethod method
                WHERE method.vendor_id = NEW.vendor_id AND method.replaced_at IS NULL
                  AND method.is_payable AND method.rail <> 'imported') AS now) usable
     WHERE id = NEW.vendor_id AND is_payable <> usable.now;
    RETURN NULL;
END $$;

CREATE TRIGGER vendor_is_payable AFTER INSERT OR UPDATE ON disbursements_payoutmethod
    FOR EACH ROW EXECUTE FUNCTION vendor_is_payable();
