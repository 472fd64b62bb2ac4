import { expect, it } from 'vitest'
import { readShipmentCsv } from './shipment-csv.ts'

it('reads a CSV with a header in English, in any order, with columns that are not ours', () => {
  expect(readShipmentCsv('Tracking Number,order_number,note,CARRIER,quantity,sku\r\nTC1,A1,"says ""hi"", twice",T-Cat,2,TEA-001\r\n')).toEqual([
    { row: 2, orderNumber: 'A1', trackingNumber: 'TC1', carrier: 'T-Cat', sku: 'TEA-001', quantity: '2' },
  ])
})

it('reads one in Traditional Chinese as a spreadsheet saves it: with a BOM, blank lines and short rows', () => {
  expect(readShipmentCsv('\uFEFF訂單編號,物流單號,物流商,品號,數量\n A1 , TC1 ,黑貓\n\n,,,,\nA2,TC2,黑貓,茶葉-001,3')).toEqual([
    { row: 2, orderNumber: 'A1', trackingNumber: 'TC1', carrier: '黑貓', sku: '', quantity: '' },
    { row: 5, orderNumber: 'A2', trackingNumber: 'TC2', carrier: '黑貓', sku: '茶葉-001', quantity: '3' },
  ])
})

it('reads what is pasted from a spreadsheet', () => {
  expect(readShipmentCsv('order_number\ttracking_number\tcarrier\nA1\tTC1\tT-Cat, Taipei')).toMatchObject([{ orderNumber: 'A1', carrier: 'T-Cat, Taipei' }])
})

it.each([
  ['no header', 'A1,TC1,T-Cat', 'missing_column'],
  ['a column that is missing', 'order_number,carrier\nA1,T-Cat', 'missing_column'],
  ['a column twice', 'order_number,訂單編號,tracking_number,carrier\nA1,A1,TC1,T-Cat', 'duplicate_column'],
  ['no rows', 'order_number,tracking_number,carrier\n\n', 'too_few'],
  ['nothing but blanks', ' \n ', 'required'],
  ['a quote that does not end', 'order_number,tracking_number,carrier\n"A1,TC1,T-Cat', 'malformed'],
  ['too many rows', `order_number,tracking_number,carrier\n${'A1,TC1,T-Cat\n'.repeat(5_001)}`, 'too_many'],
])('refuses %s', (_, csv, code) => {
  expect(() => readShipmentCsv(csv)).toThrow(expect.objectContaining({ code: 'invalid_input', errors: [expect.objectContaining({ path: 'csv', code })] }))
})
