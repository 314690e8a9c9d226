"""What every part of the domain uses: errors, ids, time budget, meter, fields, and the ports of models and files."""
