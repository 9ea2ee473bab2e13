import type { Company } from './customer';

export const contoso: Company = { id: 'c0270500-1111-4111-8111-111111111111', name: 'Contoso Ltd' };
export const fabrikam: Company = { id: 'fab21ca0-2222-4222-8222-222222222222', name: 'Fabrikam Inc' };
export const northwind: Company = { id: '30272b00-3333-4333-8333-333333333333', name: 'Northwind Traders' };
export const tailspin: Company = { id: '7a115b10-4444-4444-8444-444444444444', name: 'Tailspin Toys' };
export const litware: Company = { id: '11724a2e-5555-4555-8555-555555555555', name: 'Litware Inc' };
export const adatum: Company = { id: 'ada70300-6666-4666-8666-666666666666', name: 'Adatum Corporation' };
export const woodgrove: Company = { id: '300d6207-7777-4777-8777-777777777777', name: 'Woodgrove Bank' };
export const wingtip: Company = { id: '31267190-8888-4888-8888-888888888888', name: 'Wingtip Toys' };
