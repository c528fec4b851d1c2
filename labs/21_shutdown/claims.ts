export const claims = [];
